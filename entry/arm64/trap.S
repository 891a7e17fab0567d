/*
 * All other ways in: exceptions, interrupts, and the gate of floor and direct
 * paths. What the slots of every vector table lead to, and the table that is
 * active until a path is chosen. Next: entry/arm64/exception.c.
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

/* A trap is no system call: nothing may restart it, no tracer may call it one. */
.macro no_syscall
	mov	w9, #-1
	str	w9, [sp, #PT_REGS_SYSCALLNO]
	str	x0, [sp, #PT_REGS_ORIG_X0]
.endm

/* The C part, on registers that user mode had no say in. */
.macro handle handler
	mov	x0, sp
	mov	x1, xzr
	step_clear_regs
	bl	\handler
.endm

/*
 * Synchronous, from EL0, no SVC. In: sp: at pt_regs, which a path's slot has
 * filled already, or else all registers are the interrupted code's.
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

/* In: sp: at an empty pt_regs, all registers the interrupted code's. So it is for those below. */
trap trap_el0_irq
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 0
	no_syscall
	handle	interrupt
	b	exit_user
end trap_el0_irq

/* The kernel's own: a user copy that met a page to be made present, or its end. */
trap trap_el1_sync
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 1
	no_syscall
	handle	exception_kernel
	restore_regs_and_eret 1
end trap_el1_sync

/* Only cpu_idle() lets interrupts in. */
trap trap_el1_irq
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 1
	no_syscall
	handle	interrupt
	restore_regs_and_eret 1
end trap_el1_irq

/* A vector that should not be taken; its number is in the frame. Not left again. */
trap trap_unexpected
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	save_regs 0
	no_syscall
	handle	exception_unexpected
	brk	#0
end trap_unexpected

/*
 * The kernel stack is used up: from step_check_stack. In: x0: SP, which is not to
 * be written below; sp: that plus x0. TPIDR_EL0 and TPIDRRO_EL0 are given up for
 * the two, since nobody returns from here; the frame goes on a stack of its own.
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
	add	x9, x9, #PT_REGS_SIZE
	str	x9, [sp, #PT_REGS_SP]
	no_syscall
	handle	exception_overflow
	brk	#0
end trap_overflow

	.bss
	/* In the upper half of its slot too, for a trap on it. */
	.balign	KSTACK_SLOT
	.space	KSTACK_SLOT
overflow_stack_end:
