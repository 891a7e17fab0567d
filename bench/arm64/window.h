/*
 * The timed sequences of arm64: the pair of reads, and the forms of what stands
 * between them.
 *
 * Both reads: ISB; MRS CNTVCT_EL0; ISB. A read of the counter may be taken
 * early, out of order with what stands before it; a context synchronization
 * event before the MRS forbids that, the one behind it keeps later instructions
 * from passing the read (Arm ARM, "The AArch64 view of the Generic Timer", on
 * ordering of counter reads, and B2.3 on ISB). CNTVCTSS_EL0 (FEAT_ECV) would
 * save the first ISB but is not everywhere; one sequence serves all CPUs.
 *
 * ISB waits for instructions, not for memory: what a call stored, or loaded and
 * did not use, may still be on its way at the second read.
 *
 * Every window has the same frame around its body, so that `empty` subtracts it.
 * Next: bench/arm64/window.S. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_ARM64_WINDOW_H
#define BENCH_ARM64_WINDOW_H

#include "bench/timed.h"
#include "include/linkage.h"

.macro save_callee_saved
	stp x29, x30, [sp, -64]!
	.cfi_def_cfa_offset 64
	.cfi_rel_offset x29, 0
	.cfi_rel_offset x30, 8
	mov x29, sp
	stp x19, x20, [sp, 16]
	.cfi_rel_offset x19, 16
	.cfi_rel_offset x20, 24
	stp x21, x22, [sp, 32]
	.cfi_rel_offset x21, 32
	.cfi_rel_offset x22, 40
	stp x23, x24, [sp, 48]
	.cfi_rel_offset x23, 48
	.cfi_rel_offset x24, 56
.endm
.macro restore_callee_saved
	ldp x23, x24, [sp, 48]
	.cfi_restore x23
	.cfi_restore x24
	ldp x21, x22, [sp, 32]
	.cfi_restore x21
	.cfi_restore x22
	ldp x19, x20, [sp, 16]
	.cfi_restore x19
	.cfi_restore x20
	ldp x29, x30, [sp], 64
	.cfi_restore x29
	.cfi_restore x30
	.cfi_def_cfa_offset 0
.endm

.macro load_arguments from
	ldp x0, x1, [\from, TIMED_ARG(0)]
	ldp x2, x3, [\from, TIMED_ARG(2)]
	ldp x4, x5, [\from, TIMED_ARG(4)]
	ldr x6, [\from, TIMED_ARG(6)]
.endm

/* Each MRS is listed, so that counter.c can have it read PMCCNTR_EL0 instead. */
.macro counter_read to
	isb
771:	mrs \to, cntvct_el0
	isb
	.pushsection counter_reads, "a"
	.balign 4
	.long 771b - .
	.popsection
.endm

/* What stands between the reads: nothing, a call of \target, stores. */
.macro body_empty target
.endm
.macro body_call target
	bl \target
.endm

/* One call. x22: what `touch` stores. DSB: the arguments are there, not still on their way from a cold cache. */
.macro single body, target
	load_arguments x19
	mov w22, 1
	dsb nshld
	counter_read x20
	\body \target
	counter_read x21
.endm
/* A batch between two reads: x24 walks the calls, x23 collects how results differ from what is expected. */
.macro batch body, target, read=counter_read
	ldr x22, [x19, TIMED_BATCH]
	ldr x24, [x19, TIMED_SERIES]
	mov x23, 0
	\read x20
1:	load_arguments x24
	\body \target
	ldr x9, [x24, TIMED_EXPECTED]
	eor x9, x9, x0
	orr x23, x23, x9
	ldr x9, [x19, TIMED_STRIDE]
	add x24, x24, x9
	subs x22, x22, 1
	b.ne 1b
	\read x21
	ldr x0, [x19, TIMED_EXPECTED]
	eor x0, x0, x23
.endm

/* C's calling convention; x0: struct timed. */
.macro window_open
	save_callee_saved
	mov x19, x0
.endm
.macro window_close
	sub x21, x21, x20
	str x21, [x19, TIMED_TICKS]
	str x0, [x19, TIMED_RESULT]
	restore_callee_saved
	ret
.endm

.macro timed name, form, body, target
FUNC(\name)
	window_open
	\form \body, \target
	window_close
END(\name)
.endm
/* The form is chosen ahead of the pair. */
.macro timed_batch name, body, target
FUNC(\name)
	window_open
	ldr x9, [x19, TIMED_BATCH]
	cmp x9, 1
	b.ne 3f
	single \body, \target
	b 4f
3:	batch \body, \target
4:	window_close
END(\name)
.endm

/* A row of bench/windows.def. */
.macro window name, form, body, target
	.ifc \form, batch
	timed_batch \name, \body, \target
	.else
	timed \name, \form, \body, \target
	.endif
.endm

#endif
