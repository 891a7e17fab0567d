/*
 * Back end `retpoline`: the table of dispatch/table.c, but a return takes the place of
 * the indirect jump, and the return's prediction leads into a trap (Spectre v2; Intel,
 * "Retpoline: A Branch Target Injection Mitigation", section 3). Up to the load the
 * instructions are those of `table`. Next: the handler.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "include/linkage.h"

/*
 * In: rdi: pt_regs, for the handler; esi: number; kernel mode and stack, interrupts
 * off. Jumps to the handler, which returns to the path.
 */
FUNC(dispatch_retpoline)
	cmpl	$NR_SYSCALLS - 1, %esi
	ja	3f
	movl	%esi, %esi
	cmpq	$NR_SYSCALLS, %rsi	/* the mask of array_index_nospec() */
	sbbq	%rax, %rax
	andq	%rax, %rsi
	movq	sys_call_table(, %rsi, 8), %rax
	call	2f
	.cfi_adjust_cfa_offset 8
1:	pause				/* speculation comes here, by the return predictor, and stays */
	lfence
	jmp	1b
2:	movq	%rax, (%rsp)		/* the true target in place of the return address */
	ret
	.cfi_adjust_cfa_offset -8
3:	jmp	sys_ni_syscall
END(dispatch_retpoline)
