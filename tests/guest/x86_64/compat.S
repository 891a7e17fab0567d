/*
 * 32-bit code in ring 3, by the segment that SYSRET reserves for it.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/gdt.h>

	.text
/*
 * long call_compat(long number, uintptr_t stack_top): SYSCALL from a 32-bit code
 * segment. Stack and code lie below 4 GiB. Gives eax, sign-extended.
 */
FUNC(call_compat)
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %r8
	movl	%edi, %eax
	movl	%esi, %esp
	movq	%r8, (%rsp)		/* r8 to r15 are not kept in 32-bit code */
	ljmpl	*.Lcompat_entry
	.code32
1:	syscall
	ljmp	$USER_CS, $2f
	.code64
2:	movl	%esp, %esp		/* its upper half is undefined after 32-bit code */
	movq	(%rsp), %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	movslq	%eax, %rax
	ret
END(call_compat)

	.section .rodata
.Lcompat_entry:
	.long	1b
	.word	USER32_CS
