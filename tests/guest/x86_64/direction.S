/* DF set where the kernel is entered. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

	.text
/* long call_backwards(long number, void *argument): a call with DF set; DF is clear behind it. */
FUNC(call_backwards)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movl	$64, %esi
	xorl	%edx, %edx
	std
	syscall
	cld
	ret
END(call_backwards)

/* void touch_backwards(uint8_t *at): a load with DF set; DF is clear behind it. */
FUNC(touch_backwards)
	std
	movb	(%rdi), %al
	movb	%al, (%rdi)
	cld
	ret
END(touch_backwards)
