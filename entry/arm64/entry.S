/*
 * System calls: each row of paths.def becomes code of its own. It is a vector table
 * whose slot for synchronous exceptions from EL0 begins the path; the rest of the path
 * lies after the table. Before: the stub in user/arm64/. Next: the row's back end in
 * dispatch/, then the same path's tail here.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "entry/arm64/frame.h"
#include "entry/arm64/mitigations.h"
#include "entry/steps.h"
#include "include/linkage.h"

/* How many bytes of code each row has, in the order of the rows (entry/path.h). */
	.section .rodata.path_sizes, "a"
	.balign	8
	.globl	path_sizes
path_sizes:

	.text

/*
 * From SVC to pt_regs. In: EL1, SP_EL1 at the top of the thread's kernel stack,
 * DAIF masked by the exception, PAN set by it (SCTLR_EL1.SPAN is 0).
 *   x8 number    x0 to x5 arguments    user mode expects all others back
 * Out: sp at pt_regs, x0 to x8 and x12 to x30 as they were. Aborts come in by the same
 * vector, and only ESR_EL1 tells them apart: if the exception was not an SVC, this
 * jumps to trap_el0_sync, with the frame complete.
 */
.macro enter steps
	stack_make
	steps_of stack, (\steps)
	save_regs 0
	mrs	x9, esr_el1
	ubfx	x9, x9, #ESR_EC_SHIFT, #6
	cmp	x9, #ESR_EC_SVC64
	b.ne	trap_el0_sync
.endm

/* The three exits. In: sp at pt_regs, which hold the handler's result. */
.macro exit_eret
	restore_regs_and_eret 0
.endm

/* Restores x0 to x18 only: the handler, a C function, has kept x19 to x29 (AAPCS64, 6.1.1). */
.macro exit_eretfast
	restore_scratch_and_eret
.endm

/*
 * First does what is left to do. Interrupts stay masked until ERET, so no work comes
 * after the test.
 */
.macro exit_eretwork
	mrs	x9, tpidr_el1
	ldr	x9, [x9, #PERCPU_WORK]
	cbnz	x9, exit_user
	restore_regs_and_eret 0
.endm

/* The rest of a row's path, after `enter`. A `direct` row calls sys_null in place of a back end. */
.macro path_full dispatch exit steps
	str	x0, [sp, #PT_REGS_ORIG_X0]	/* the result will overwrite x0 in the frame */
	str	w8, [sp, #PT_REGS_SYSCALLNO]
	mov	w1, w8			/* only the number's low 32 bits count */
	mov	x0, sp			/* pt_regs */
	steps_of entry, (\steps)
	.ifc \dispatch, direct
	bl	sys_null
	.else
	bl	dispatch_\dispatch
	.endif
	str	x0, [sp]		/* the result, as x0 of the frame */
	steps_of exit, (\steps)
	exit_\exit
	steps_end (\steps)
.endm

/*
 * The floor: ERET answers the trap at once, so only what every system call needs is
 * left. It must look at ESR_EL1, too, since aborts come the same way. That takes a
 * register: x0, which is kept below the top of the kernel stack meanwhile. The compare
 * spoils the flags, but ERET brings back those of user mode. The result is the number
 * in w0.
 */
.macro path_floor
	str	x0, [sp, #-16]
	mrs	x0, esr_el1
	ubfx	x0, x0, #ESR_EC_SHIFT, #6
	cmp	x0, #ESR_EC_SVC64
	b.ne	1f
	mov	w0, w8
	eret
	dsb	nsh			/* never executed: see eret_instruction in frame.h */
	isb
1:	ldr	x0, [sp, #-16]
	stack_for trap_el0_sync_unsaved
.endm

/* A row's code: the 16 slots of its vector table, then the rest of its path. */
.macro path name dispatch exit steps required
	.globl	entry_syscall_\name
	.type	entry_syscall_\name, %function
	.balign	VECTOR_TABLE_SIZE, 0	/* VBAR_EL1 drops the low bits of the address */
entry_syscall_\name:
	vectors_before_el0_sync entry_syscall_\name
	vector_begin entry_syscall_\name, VECTOR_EL0_SYNC
	.ifc \dispatch, floor
	steps_none (\steps)
	path_floor
	.else
	steps_begin (\steps), (\required)
	enter (\steps)
	b	.Lrest_\name		/* a slot has room for 32 instructions only */
	.endif
	vector_end
	vectors_after_el0_sync entry_syscall_\name
	.ifnc \dispatch, floor
	cfi_trap_saved
.Lrest_\name:
	path_full \dispatch, \exit, (\steps)
	.cfi_endproc
	.endif
8:	.size	entry_syscall_\name, . - entry_syscall_\name
	.pushsection .rodata.path_sizes, "a"
	.quad	8b - entry_syscall_\name
	.popsection
.endm

#define PATH(name, dispatch, exit, steps, kind)                                                    \
	path name, dispatch, exit, (steps), (STEPS_REQUIRED_##exit);
#include "entry/arm64/paths.def"

/*
 * Goes to user mode by the whole frame, once no work is left. In: sp at pt_regs; every
 * other register is dead; interrupts off.
 */
	.balign	64, 0
	cfi_trap_saved
	.globl	exit_user
	.type	exit_user, %function
exit_user:
	mrs	x9, tpidr_el1
	ldr	x9, [x9, #PERCPU_WORK]
	cbnz	x9, 1f
	restore_regs_and_eret 0
1:	bl	exit_work
	b	exit_user		/* other threads have run meanwhile: look again */
	.cfi_endproc
	.size	exit_user, . - exit_user

/*
 * void exit_full(struct pt_regs *regs): goes to user mode by a frame that a handler
 * wrote. In: x0: pt_regs of this thread, at the top of its kernel stack; interrupts
 * off. It drops what lies below them on the stack.
 */
FUNC(exit_full)
	hint	#34			/* BTI c, as the compiler begins C functions */
	mov	sp, x0
	b	exit_user
END(exit_full)
