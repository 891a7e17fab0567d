/*
 * Machine code that displaces what the processor has learned: bench/disturb.h.
 * SPDX-License-Identifier: MIT
 */
#include "bench/disturb.h"
#include "include/linkage.h"

/*
 * Within the train: rbx the slots; edi where we are, in bytes from there; esi the
 * step and edx the size less one, in bytes; r8 where to go at the end. A call gives
 * up the return address of the call before it: the stack is the same at each slot.
 */
.macro slot_next
	addl %esi, %edi
	andl %edx, %edi
	leaq (%rbx, %rdi), %rax
.endm
.macro slot_jump
	.balign BRANCH_SLOT, 0xcc
	slot_next
	jmp *%rax
.endm
.macro slot_call
	.balign BRANCH_SLOT, 0xcc
	slot_next
	addq $8, %rsp
	call *%rax
.endm
.macro slot_end
	.balign BRANCH_SLOT, 0xcc
	jmp *%r8
.endm
.macro slot_jumps
	.rept BRANCH_GROUP / BRANCH_SLOT - 1
	slot_jump
	.endr
	.balign BRANCH_SLOT, 0xcc
.endm

	.section .rodata
	.globl branch_group_first, branch_group, code_nothing, code_return
	.balign BRANCH_SLOT
branch_group_first:
	slot_end
	slot_jumps
branch_group:
	slot_call
	slot_jumps
	/* The long no-op, of 8 bytes (SDM vol. 2B, NOP). */
code_nothing:
	.rept BRANCH_SLOT / 8
	.byte 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00
	.endr
code_return:
	ret
	.balign BRANCH_SLOT, 0xcc
	/* Neither more nor less than disturb.h says: .org goes no step back. */
	.org branch_group_first + 2 * BRANCH_GROUP + 2 * BRANCH_SLOT

	.text
/* C's calling convention; rdi: the slots, esi: how many, edx: the step, in slots. */
FUNC(branch_train)
	pushq %rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %rdi, %rbx
	xorl %edi, %edi
	imull $BRANCH_SLOT, %esi, %eax
	imull $BRANCH_SLOT, %edx, %esi
	leal -1(%rax), %edx
	leaq 1f(%rip), %r8
	slot_next
	jmp *%rax
1:	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	popq %rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	ret
END(branch_train)
