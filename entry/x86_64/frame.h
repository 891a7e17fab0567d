/*
 * Saving and restoring the general registers as pt_regs: mirrored macros for
 * entry.S and trap.S. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_FRAME_H
#define ENTRY_FRAME_H

#include <arch/gdt.h>
#include <arch/layout.h>
#include <arch/registers.h>
#include <gen/offsets.h>

.macro push_cfi what
	pushq	\what
	.cfi_adjust_cfa_offset 8
.endm

.macro pop_cfi what
	popq	\what
	.cfi_adjust_cfa_offset -8
.endm

/* rsp: at pt_regs.di, which is stored. ax: what to store as rax. Leaves rsp at pt_regs. */
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

/* rsp: at pt_regs. Leaves it at orig_ax. */
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
 * The CFA of a kernel frame is the end of pt_regs, and the user's rsp and rip lie
 * below it: an unwinder in the kernel goes on into the workload. above: how many
 * bytes lie between rsp and the CFA.
 */
.macro cfi_frame_start above
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_def_cfa rsp, \above
	.cfi_offset rip, -5 * 8
	.cfi_offset rsp, -2 * 8
.endm

/* rsp: at pt_regs, which are user mode's. Leaves by IRET with all of it. */
.macro return_by_iret
	.cfi_remember_state
	restore_regs
	addq	$8, %rsp		/* orig_ax */
	.cfi_adjust_cfa_offset -8
	swapgs
	iret_instruction
	.cfi_restore_state
.endm

/* IRETQ can fault, on its target, with the user's GS already back: trap.S must know each one. */
.macro iret_instruction
771:	iretq
	.pushsection .iret_table, "a"
	.quad	771b
	.popsection
.endm

#endif
