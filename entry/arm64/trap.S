/*
 * All other ways in: exceptions, interrupts, and the gate of floor and direct paths.
 * The slots of every vector table lead to the code here. trap_vectors is the table that
 * is active until a path is selected. Next: entry/arm64/exception.c.
 * SPDX-License-Identifier: MIT
 */
#include "entry/arm64/frame.h"
#include "entry/arm64/mitigations.h"
#include "include/linkage.h"

	.text
	.globl	trap_vectors
	.type	trap_vectors, %function
	.balign	VECTOR_TABLE_SIZE, 0
trap_vectors:
	vectors_before_el0_sync trap_vectors
	vector	trap_vectors, VECTOR_EL0_SYNC, trap_el0_sync_unsaved
	vectors_after_el0_sync trap_vectors
	.size	trap_vectors, . - trap_vectors

/* Begin and end a trap's code; the CFI starts after `trap`. */
.macro trap name
	.globl	\name
	.type	\name, %function
	.balign	64, 0
\name:
.endm

.macro end name
	.cfi_endproc
	.size	\name, . - \name
.endm

/* Marks the frame as that of a trap, so that nothing takes it for a system call and restarts it. */
.macro no_syscall
	mov	w9, #-1
	str	w9, [sp, #PT_REGS_SYSCALLNO]
	str	x0, [sp, #PT_REGS_ORIG_X0]
.endm

/* Calls the C handler, with no register left that user mode chose. */
.macro handle handler
	mov	x0, sp			/* pt_regs */
	mov	x1, xzr			/* step_clear_regs leaves it, as the call's number */
	step_clear_regs
	bl	\handler
.endm

/*
 * A synchronous exception from EL0 that is not a system call of a path. Two ways in: at
 * trap_el0_sync_unsaved, sp is at an empty pt_regs and all registers are the interrupted
 * code's; at trap_el0_sync, a path has filled pt_regs already.
 */
trap trap_el0_sync_unsaved
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 0
end trap_el0_sync_unsaved

	.globl	trap_el0_sync
	.type	trap_el0_sync, %function
trap_el0_sync:
	cfi_trap_saved
	no_syscall
	handle	exception_user
	b	exit_user
end trap_el0_sync

/*
 * An interrupt at EL0. In, as for the traps below: sp at an empty pt_regs, all registers
 * the interrupted code's.
 */
trap trap_el0_irq
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 0
	no_syscall
	handle	interrupt
	b	exit_user
end trap_el0_irq

/*
 * A synchronous exception of the kernel itself: a user copy met a page that is absent or
 * not mapped, or MRS_SAFE met a register that a hypervisor keeps. All else is a panic.
 */
trap trap_el1_sync
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 1
	no_syscall
	handle	exception_kernel
	restore_regs_and_eret 1
end trap_el1_sync

/*
 * An interrupt at EL1. It can only come in cpu_idle(), since nothing else lets interrupts
 * in. It does not switch threads: WORK_YIELD leaves that to the way to user mode.
 */
trap trap_el1_irq
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 1
	no_syscall
	handle	interrupt
	restore_regs_and_eret 1
end trap_el1_irq

/* A vector that should never be taken; its number is in the frame. The handler panics. */
trap trap_unexpected
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 0
	no_syscall
	handle	exception_unexpected
	brk	#0
end trap_unexpected

/*
 * The kernel stack is used up. In, from step_check_stack: x0: the true SP, which must not
 * be used; sp: the true SP plus the interrupted code's x0. TPIDR_EL0 and TPIDRRO_EL0 keep
 * the true SP and x0; their own values are lost, but nothing returns from here. The frame
 * goes on a stack of its own.
 */
trap trap_overflow
	cfi_trap
	msr	tpidr_el0, x0
	sub	x0, sp, x0
	msr	tpidrro_el0, x0
	adrp	x0, overflow_stack_end
	add	x0, x0, :lo12:overflow_stack_end
	mov	sp, x0
	mrs	x0, tpidrro_el0
	stack_make
	save_regs 1
	mrs	x9, tpidr_el0
	add	x9, x9, #PT_REGS_SIZE	/* SP before the slot made room for the frame */
	str	x9, [sp, #PT_REGS_SP]
	no_syscall
	handle	exception_overflow
	brk	#0
end trap_overflow

	.bss
	/*
	 * In the upper half of a slot, too, so that step_check_stack accepts a trap on
	 * this stack.
	 */
	.balign	KSTACK_SLOT
	.space	KSTACK_SLOT
overflow_stack_end:
