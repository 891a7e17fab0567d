/* A call by all 64 bits of its number. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

/* long call_number(unsigned long number, long argument): user rax, one value for all six arguments. */
	.text
FUNC(call_number)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rsi, %rdx
	movq	%rsi, %r10
	movq	%rsi, %r8
	movq	%rsi, %r9
	syscall
	ret
END(call_number)
