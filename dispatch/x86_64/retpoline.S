/*
 * Back end `retpoline`: the table of dispatch/table.c, with the indirect jump
 * turned into a return whose prediction leads into a trap (Spectre v2; Intel,
 * "Retpoline: A Branch Target Injection Mitigation", section 3). Instruction by
 * instruction the same as `table` up to the load. Next: the handler.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "include/linkage.h"

/*
 * rdi: pt_regs, for the handler; esi: number. Kernel mode and stack, interrupts
 * off. Leaves to the handler, which returns to the path.
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
1:	pause				/* where the return predictor leads: speculation waits here */
	lfence
	jmp	1b
2:	movq	%rax, (%rsp)		/* the true target in place of the return address */
	ret
	.cfi_adjust_cfa_offset -8
3:	jmp	sys_ni_syscall
END(dispatch_retpoline)
