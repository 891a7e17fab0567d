/*
 * System calls: each row of paths.def expanded into code of its own, a vector
 * table whose slot for synchronous exceptions from EL0 begins the path, and
 * behind the table the rest of it. Before: the stub in user/arm64/. Next: the
 * row's back end in dispatch/, then the same path's tail here.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "entry/arm64/frame.h"
#include "entry/arm64/mitigations.h"
#include "entry/steps.h"
#include "include/linkage.h"

/* Bytes of code of each row, in order: entry/path.h. */
	.section .rodata.path_sizes, "a"
	.balign	8
	.globl	path_sizes
path_sizes:

	.text

/*
 * From SVC to pt_regs. In: EL1, SP_EL1 at the top of the thread's kernel stack,
 * DAIF masked by the exception, PAN set by it (SCTLR_EL1.SPAN is 0).
 *   x8 number    x0 to x5 arguments    all others the user's to keep
 * Out: sp at pt_regs, x0 to x8 and x12 to x30 as they were. Only ESR_EL1 tells a
 * call from an abort: what is no SVC leaves with the frame complete.
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

/* In: sp: at pt_regs, the handler's result in them. */
.macro exit_eret
	restore_regs_and_eret 0
.endm

.macro exit_eretfast
	restore_scratch_and_eret
.endm

/* Interrupts stay masked from the test to ERET, so nothing is raised in between. */
.macro exit_eretwork
	mrs	x9, tpidr_el1
	ldr	x9, [x9, #PERCPU_WORK]
	cbnz	x9, exit_user
	restore_regs_and_eret 0
.endm

/* A row with a back end, or with sys_null in its place, from where `enter` ended. */
.macro path_full dispatch exit steps
	str	x0, [sp, #PT_REGS_ORIG_X0]
	str	w8, [sp, #PT_REGS_SYSCALLNO]
	mov	w1, w8			/* the number's low 32 bits: all that counts */
	mov	x0, sp			/* pt_regs */
	steps_of entry, (\steps)
	.ifc \dispatch, direct
	bl	sys_null
	.else
	bl	dispatch_\dispatch
	.endif
	str	x0, [sp]
	steps_of exit, (\steps)
	exit_\exit
	steps_end (\steps)
.endm

/*
 * The trap answered by the return instruction: what no system call can do
 * without, and the look at ESR_EL1, since aborts come the same way. One register
 * is needed for it: x0, kept below the top of the kernel stack meanwhile. The
 * flags come back by ERET.
 */
.macro path_floor
	str	x0, [sp, #-16]
	mrs	x0, esr_el1
	ubfx	x0, x0, #ESR_EC_SHIFT, #6
	cmp	x0, #ESR_EC_SVC64
	b.ne	1f
	mov	w0, w8
	eret
	dsb	nsh
	isb
1:	ldr	x0, [sp, #-16]
	stack_for trap_el0_sync_unsaved
.endm

.macro path name dispatch exit steps required
	.globl	entry_syscall_\name
	.type	entry_syscall_\name, %function
	.balign	VECTOR_TABLE_SIZE, 0
entry_syscall_\name:
	vectors_before_el0_sync entry_syscall_\name
	vector_begin entry_syscall_\name, VECTOR_EL0_SYNC
	.ifc \dispatch, floor
	steps_none (\steps)
	path_floor
	.else
	steps_begin (\steps), (\required)
	enter (\steps)
	b	.Lrest_\name
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
 * To user mode by the whole frame, after what is left to do. In: sp: at pt_regs;
 * every other register is dead.
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
	b	exit_user
	.cfi_endproc
	.size	exit_user, . - exit_user

/*
 * void exit_full(struct pt_regs *regs): to user mode by a frame that a handler
 * wrote. In: x0: pt_regs of this thread, at the top of its kernel stack;
 * interrupts off. What lies below them on the stack is dropped.
 */
FUNC(exit_full)
	hint	#34			/* bti c: the first switch to a thread arrives by BR or RET */
	mov	sp, x0
	b	exit_user
END(exit_full)
