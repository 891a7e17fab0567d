/*
 * System calls: each row of paths.def expanded into code of its own, from
 * SYSCALL's target to SYSRET or IRET. Before: the stub in user/x86_64/. Next:
 * the row's back end in dispatch/, then the same label's tail here.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "entry/x86_64/frame.h"
#include "entry/x86_64/mitigations.h"
#include "entry/steps.h"
#include "include/linkage.h"

#include <linux/errno.h>

/* Bytes of code of each row, in order: entry/path.h. */
	.section .rodata.path_sizes, "a"
	.balign	8
	.globl	path_sizes
path_sizes:

	.text

/*
 * From SYSCALL to a frame that IRET takes. In: CPL 0, but rsp and GS are the user's; interrupts
 * off, DF, TF, NT, AC clear by IA32_FMASK (Intel SDM Vol. 2, SYSCALL).
 *   rax number      rdi rsi rdx r10 r8 r9 arguments
 *   rcx user rip    r11 user rflags          rbx rbp r12-r15 the user's to keep
 * Out: the five words that IRET takes on the thread's kernel stack, kernel GS, all
 * else as it was.
 * The user's rsp is parked before the first push: it may point anywhere.
 */
.macro enter
	swapgs
	movq	%rsp, %gs:PERCPU_USER_SP
	movq	%gs:PERCPU_KERNEL_SP, %rsp
	.cfi_undefined rsp
	push_cfi $USER_DS
	push_cfi %gs:PERCPU_USER_SP
	.cfi_offset rsp, -2 * 8
	push_cfi %r11
	push_cfi $USER_CS
	push_cfi %rcx
	.cfi_offset rip, -5 * 8
.endm

/* pt_regs are restored, rsp and GS go back last. In: rsp: at pt_regs, the result in them. */
.macro exit_sysret
	restore_regs
	.cfi_register rip, rcx
	movq	PT_REGS_SP - PT_REGS_ORIG_AX(%rsp), %rsp
	.cfi_def_cfa rsp, 0
	.cfi_val_offset rsp, 0
	swapgs
	sysretq
.endm

.macro exit_iret
	return_by_iret
.endm

/* A row with a back end, or with sys_null in its place. */
.macro path_full dispatch exit steps required
	steps_begin (\steps), (\required)
	enter
	push_cfi %rax			/* orig_ax */
	push_cfi %rdi
	save_regs_below_di ax=$-ENOSYS	/* what a handler that never answers has answered */
	steps_of entry, (\steps)
	movq	%rsp, %rdi		/* pt_regs */
	movl	%eax, %esi		/* the number's low 32 bits: all that counts */
	.ifc \dispatch, direct
	call	sys_null
	.else
	call	dispatch_\dispatch
	.endif
	movq	%rax, PT_REGS_AX(%rsp)
	steps_of exit, (\steps)
	exit_\exit
	steps_end (\steps)
.endm

/* The trap answered by the return instruction: what no system call can do without. */
.macro path_floor_sysret
	sysretq
.endm

/* IRET wants its frame, so this floor includes a stack, and so GS. */
.macro path_floor_iret
	enter
	swapgs
	iret_instruction
.endm

.macro path name dispatch exit steps required
	.globl	entry_syscall_\name
	.type	entry_syscall_\name, %function
	.balign	64, 0xcc
entry_syscall_\name:
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_def_cfa rsp, 0
	.cfi_val_offset rsp, 0
	.cfi_register rip, rcx
	.ifc \dispatch, floor
	steps_none (\steps)
	path_floor_\exit
	.else
	path_full \dispatch, \exit, (\steps), (\required)
	.endif
8:	.cfi_endproc
	.size	entry_syscall_\name, . - entry_syscall_\name
	.pushsection .rodata.path_sizes, "a"
	.quad	8b - entry_syscall_\name
	.popsection
.endm

#define PATH(name, dispatch, exit, steps, kind)                                                    \
	path name, dispatch, exit, (steps), (STEPS_REQUIRED_##exit);
#include "entry/x86_64/paths.def"

/*
 * SYSRET refused: the same frame leaves by IRET. In: rsp at pt_regs, kernel GS,
 * interrupts off; every register is dead, restored from the frame.
 */
ENTRY(exit_by_iret)
	cfi_frame_start PT_REGS_SIZE
	return_by_iret
END(exit_by_iret)

/*
 * void exit_full(struct pt_regs *regs): to user mode by a frame that a handler
 * wrote. In: rdi: pt_regs of this thread, at the top of its kernel stack; kernel
 * GS, interrupts off. What lies below them on the stack is dropped.
 */
FUNC(exit_full)
	movq	%rdi, %rsp
	jmp	exit_by_iret
END(exit_full)

/*
 * SYSCALL from a 32-bit code segment (IA32_CSTAR; AMD only, Intel's is #UD):
 * refused. In: as for `enter`, ecx is the user's eip.
 */
FUNC(entry_syscall32)
	movl	$-ENOSYS, %eax
	sysretl
END(entry_syscall32)
