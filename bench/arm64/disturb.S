/*
 * Machine code that displaces what the processor has learned: bench/disturb.h.
 * SPDX-License-Identifier: MIT
 */
#include "bench/disturb.h"
#include "include/linkage.h"

/*
 * Within the train: x0 the slots; w1 where we are, in bytes from there; w2 the step
 * and w3 the size less one, in bytes; x5 where to go at the end. Calls lose x30.
 */
.macro slot_next
	add w1, w1, w2
	and w1, w1, w3
	add x4, x0, x1
.endm
.macro slot_jumps
	.rept BRANCH_GROUP / BRANCH_SLOT - 1
	slot_next
	br x4
	.endr
.endm

	.section .rodata
	.globl branch_group_first, branch_group, code_nothing, code_return
	.balign BRANCH_SLOT
branch_group_first:
	br x5
	.rept BRANCH_SLOT / 4 - 1
	udf 0
	.endr
	slot_jumps
branch_group:
	slot_next
	blr x4
	slot_jumps
code_nothing:
	.rept BRANCH_SLOT / 4
	nop
	.endr
code_return:
	ret
	.rept BRANCH_SLOT / 4 - 1
	udf 0
	.endr
	/* Neither more nor less than disturb.h says: .org goes no step back. */
	.org branch_group_first + 2 * BRANCH_GROUP + 2 * BRANCH_SLOT

	.text
/* C's calling convention; x0: the slots, w1: how many, w2: the step, in slots. */
FUNC(branch_train)
	str x30, [sp, -16]!
	.cfi_def_cfa_offset 16
	.cfi_rel_offset x30, 0
	lsl w3, w1, 4
	sub w3, w3, 1
	lsl w2, w2, 4
	mov w1, 0
	adr x5, 1f
	slot_next
	br x4
1:	ldr x30, [sp], 16
	.cfi_restore x30
	.cfi_def_cfa_offset 0
	ret
END(branch_train)
