/*
 * Switches from one kernel stack to another; a new thread's first way to user
 * mode; user mode's GS base. Next: proc/x86_64/thread.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

	.text

/*
 * void switch_stacks(uintptr_t *prev_sp, uintptr_t next_sp)
 * Saves on this stack the registers that a C function keeps (System V ABI,
 * 3.2.1), stores the stack pointer to *prev_sp, and goes on where next_sp was
 * stored in the same way. In: kernel GS, interrupts off. thread.c's struct
 * switch_frame describes the layout. The ABI also keeps x87's control word and
 * MXCSR, but these are the user's and were saved with its vector state.
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
	movq	%rsi, %rsp		/* from here on this is the other thread */
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
 * switch_stacks() returns to here in a thread that has not run yet:
 * arch_thread_start() made its frame. In: rsp at its pt_regs, kernel GS,
 * interrupts off. Leaves to user mode.
 */
FUNC(thread_first_exit)
	.cfi_undefined rip
	movq	%rsp, %rdi
	jmp	exit_full
END(thread_first_exit)

/*
 * void user_gs_load(uint16_t selector)
 * Loads the user's GS selector, and with it the base that SWAPGS will give back
 * to user mode. In: interrupts off, kernel GS. Clobbers nothing. Between the
 * two SWAPGS the rule of user_gs_base_swap() holds.
 */
FUNC(user_gs_load)
	swapgs
	movl	%edi, %gs
	swapgs
	ret
END(user_gs_load)

/*
 * uint64_t user_gs_base_swap(uint64_t base)
 * Returns the GS base that SWAPGS will give back to user mode, and sets
 * another. For CPUs with FSGSBASE. In: interrupts off, kernel GS. Between the
 * two SWAPGS, GS is the user's: nothing here touches %gs, and an NMI or machine
 * check looks at the base itself, not at the mode that it came from.
 */
FUNC(user_gs_base_swap)
	swapgs
	rdgsbase %rax
	wrgsbase %rdi
	swapgs
	ret
END(user_gs_base_swap)
