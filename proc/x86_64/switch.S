/*
 * From one kernel stack to another; a thread's first way out; the GS base that is
 * user mode's. Next: proc/x86_64/thread.c. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

	.text

/*
 * void switch_stacks(uintptr_t *prev_sp, uintptr_t next_sp): saves what a C
 * function keeps (System V ABI, 3.2.1) on this stack, its pointer to *prev_sp, and
 * goes on where next_sp was left so. In: kernel GS, interrupts off. The layout is
 * struct switch_frame's in thread.c. x87's control word and MXCSR, which the ABI
 * counts among what is kept, are the user's and were saved with its vector state.
 */
FUNC(switch_stacks)
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	pushq	%r12
	.cfi_adjust_cfa_offset 8
	pushq	%r13
	.cfi_adjust_cfa_offset 8
	pushq	%r14
	.cfi_adjust_cfa_offset 8
	pushq	%r15
	.cfi_adjust_cfa_offset 8
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	.cfi_adjust_cfa_offset -8
	popq	%r14
	.cfi_adjust_cfa_offset -8
	popq	%r13
	.cfi_adjust_cfa_offset -8
	popq	%r12
	.cfi_adjust_cfa_offset -8
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	popq	%rbp
	.cfi_adjust_cfa_offset -8
	ret
END(switch_stacks)

/*
 * Where switch_stacks() arrives in a thread that has not run yet: its frame was
 * made by arch_thread_start(). In: rsp at its pt_regs, kernel GS, interrupts off.
 * Leaves to user mode.
 */
FUNC(thread_first_exit)
	.cfi_undefined rip
	movq	%rsp, %rdi
	jmp	exit_full
END(thread_first_exit)

/*
 * void user_gs_load(uint16_t selector): the user's GS selector, and with it the base
 * that SWAPGS will give back. In: interrupts off; as below.
 */
FUNC(user_gs_load)
	swapgs
	movl	%edi, %gs
	swapgs
	ret
END(user_gs_load)

/*
 * uint64_t user_gs_base_swap(uint64_t base): the GS base that SWAPGS will give
 * back to user mode: returns it, sets another. For CPUs with FSGSBASE. In:
 * interrupts off. Between the two SWAPGS, GS is the user's: nothing here touches
 * %gs, and an NMI or machine check looks at the base, not at where it came from.
 */
FUNC(user_gs_base_swap)
	swapgs
	rdgsbase %rax
	wrgsbase %rdi
	swapgs
	ret
END(user_gs_base_swap)
