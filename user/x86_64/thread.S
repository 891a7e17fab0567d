/*
 * A thread's first instructions on x86_64. Next: proc/clone.c, sys_clone().
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"
#include "user/numbers.h"

/*
 * long thread_clone(flags, stack_top, word, tls, fn, arg): see user/user.h.
 * Both threads come out of the same SYSCALL, the new one with rax 0 and on its
 * own stack, where fn and arg wait. Kernel order: flags, stack, parent's word,
 * child's word, tls.
 */
	.text
FUNC(thread_clone)
	andq $-16, %rsi
	subq $16, %rsi
	movq %r8, (%rsi)
	movq %r9, 8(%rsi)
	movq %rcx, %r8
	movq %rdx, %r10
	movl $SYS_clone, %eax
	syscall
	testq %rax, %rax
	jz 1f
	ret
1:	.cfi_undefined rip
	xorl %ebp, %ebp
	popq %rax
	popq %rdi
	call *%rax
	call thread_exit
	ud2
END(thread_clone)

/* Ends the calling thread without touching its stack. */
FUNC(thread_exit)
	xorl %edi, %edi
	movl $SYS_exit, %eax
	syscall
	ud2
END(thread_exit)
