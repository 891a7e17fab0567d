/*
 * System calls: each row of paths.def becomes code of its own, from SYSCALL's target to
 * SYSRET or IRET. Before: the stub in user/x86_64/. Next: the row's back end in
 * dispatch/, then the same label's tail here.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "entry/x86_64/frame.h"
#include "entry/x86_64/mitigations.h"
#include "entry/steps.h"
#include "include/linkage.h"

#include <linux/errno.h>

/* How many bytes of code each row has, in the order of the rows (entry/path.h). */
	.section .rodata.path_sizes, "a"
	.balign	8
	.globl	path_sizes
path_sizes:

	.text

/*
 * From SYSCALL to a frame that IRET takes. In: CPL 0, but rsp and GS are the user's;
 * interrupts off; DF, TF, NT, AC cleared by IA32_FMASK (Intel SDM Vol. 2, SYSCALL).
 *   rax number      rdi rsi rdx r10 r8 r9 arguments
 *   rcx user rip    r11 user rflags          user mode expects rbx rbp r12-r15 back
 * Out: the five words that IRET takes are on the thread's kernel stack; GS is the
 * kernel's; all else is as it was. SYSCALL switches no stack, and the user's rsp may
 * point anywhere: so it is parked before the first push.
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

/*
 * Leaves by SYSRET. In: rsp at pt_regs, which hold the result. rsp and GS go back last:
 * the pops need the kernel's stack, and from the user's rsp on nothing may use a stack.
 */
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

/* A row's whole path. A `direct` row calls sys_null in place of a back end. */
.macro path_full dispatch exit steps required
	steps_begin (\steps), (\required)
	enter
	push_cfi %rax			/* orig_ax */
	push_cfi %rdi
	save_regs_below_di ax=$-ENOSYS	/* the answer of a handler that never answers */
	steps_of entry, (\steps)
	movq	%rsp, %rdi		/* pt_regs */
	movl	%eax, %esi		/* only the number's low 32 bits count */
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

/* The floor: SYSRET answers the trap at once, so only what every system call needs is left. */
.macro path_floor_sysret
	sysretq
.endm

/* The floor of IRET. IRET takes its frame from a stack, and the kernel stack is found by GS. */
.macro path_floor_iret
	enter
	swapgs
	iret_instruction
.endm

/* A row's code. The CFI says that the caller's rip is in rcx, until `enter` has pushed it. */
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
 * Leaves by IRET if check_sysret refuses SYSRET. In: rsp at pt_regs, kernel GS,
 * interrupts off; every other register is dead, and restored from the frame.
 */
ENTRY(exit_by_iret)
	cfi_frame_start PT_REGS_SIZE
	return_by_iret
END(exit_by_iret)

/*
 * void exit_full(struct pt_regs *regs): goes to user mode by a frame that a handler
 * wrote. In: rdi: pt_regs of this thread, at the top of its kernel stack; kernel GS,
 * interrupts off. It drops what lies below them on the stack. IRET, since the frame may
 * hold what SYSRET cannot restore.
 */
FUNC(exit_full)
	movq	%rdi, %rsp
	jmp	exit_by_iret
END(exit_full)

/*
 * Refuses a SYSCALL from a 32-bit code segment (IA32_CSTAR; AMD only, since on Intel it
 * is #UD). In: as for `enter`, but ecx is the user's eip. SYSRETL needs no more: rsp and
 * GS are still the user's.
 */
FUNC(entry_syscall32)
	movl	$-ENOSYS, %eax
	sysretl
END(entry_syscall32)
