/*
 * Macros for entry.S and trap.S that save and restore the general registers as pt_regs,
 * one the mirror of the other. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_FRAME_H
#define ENTRY_FRAME_H

#include <arch/gdt.h>
#include <arch/layout.h>
#include <arch/registers.h>
#include <gen/offsets.h>

/* Push and pop, and tell the debugger that the CFA is now further away or nearer. */
.macro push_cfi what
	pushq	\what
	.cfi_adjust_cfa_offset 8
.endm

.macro pop_cfi what
	popq	\what
	.cfi_adjust_cfa_offset -8
.endm

/*
 * Saves the rest. In: rsp at pt_regs.di, which is stored already. Out: rsp at pt_regs.
 * ax: what to store as rax.
 */
.macro save_regs_below_di ax=%rax
	push_cfi %rsi
	push_cfi %rdx
	push_cfi %rcx
	push_cfi \ax
	push_cfi %r8
	push_cfi %r9
	push_cfi %r10
	push_cfi %r11
	push_cfi %rbx
	push_cfi %rbp
	push_cfi %r12
	push_cfi %r13
	push_cfi %r14
	push_cfi %r15
.endm

/* Restores them all. In: rsp at pt_regs. Out: rsp at orig_ax. */
.macro restore_regs
	pop_cfi %r15
	pop_cfi %r14
	pop_cfi %r13
	pop_cfi %r12
	pop_cfi %rbp
	pop_cfi %rbx
	pop_cfi %r11
	pop_cfi %r10
	pop_cfi %r9
	pop_cfi %r8
	pop_cfi %rax
	pop_cfi %rcx
	pop_cfi %rdx
	pop_cfi %rsi
	pop_cfi %rdi
.endm

/*
 * Begins the CFI of code that runs on a trap's frame. The CFA is the end of pt_regs, and
 * the user's rsp and rip lie below it, so a debugger can unwind from the kernel into the
 * workload. above: how many bytes lie between rsp and the CFA.
 */
.macro cfi_frame_start above
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_def_cfa rsp, \above
	.cfi_offset rip, -5 * 8
	.cfi_offset rsp, -2 * 8
.endm

/* Goes to user mode by IRET, with all of pt_regs. In: rsp at pt_regs. */
.macro return_by_iret
	.cfi_remember_state
	restore_regs
	addq	$8, %rsp		/* drops orig_ax: IRET wants rsp at rip */
	.cfi_adjust_cfa_offset -8
	swapgs
	iret_instruction
	.cfi_restore_state
.endm

/*
 * IRETQ faults if it cannot go to its target, and GS is the user's by then. So trap.S
 * must know each IRETQ.
 */
.macro iret_instruction
771:	iretq
	.pushsection .iret_table, "a"
	.quad	771b
	.popsection
.endm

#endif
