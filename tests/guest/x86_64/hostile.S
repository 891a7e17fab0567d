/* The kernel entered with another stack pointer: ../hostile.c. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

	.text
/* long hostile_call(sp, number, *after): rsp waits in rbx, which a call keeps. */
FUNC(hostile_call)
	pushq	%rbx
	movq	%rdx, %r8
	movq	%rsi, %rax
	movq	%rsp, %rbx
	movq	%rdi, %rsp
	xorl	%edi, %edi
	syscall
	movq	%rsp, (%r8)
	movq	%rbx, %rsp
	popq	%rbx
	ret
END(hostile_call)

/* long hostile_touch(sp, *at, *after) */
FUNC(hostile_touch)
	movq	%rsp, %rcx
	movq	%rdi, %rsp
	movq	(%rsi), %rax
	movq	%rsp, (%rdx)
	movq	%rcx, %rsp
	ret
END(hostile_touch)

/* void hostile_spin(sp, turns, *after) */
FUNC(hostile_spin)
	movq	%rsp, %rcx
	movq	%rdi, %rsp
1:	decq	%rsi
	jnz	1b
	movq	%rsp, (%rdx)
	movq	%rcx, %rsp
	ret
END(hostile_spin)
