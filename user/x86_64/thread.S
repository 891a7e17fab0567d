/*
 * A thread's first instructions on x86_64. Next: proc/clone.c, sys_clone().
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"
#include "user/numbers.h"

/*
 * long thread_clone(flags, stack_top, word, tls, fn, arg): see user/user.h.
 * Both threads return from the same SYSCALL. The new one has rax = 0 and its
 * own stack, on which fn and arg wait for it. The kernel's order is flags,
 * stack, parent's word, child's word, tls. Clobbers rsi, r8, r10, and rcx and
 * r11 by SYSCALL.
 */
	.text
FUNC(thread_clone)
	andq $-16, %rsi
	subq $16, %rsi
	movq %r8, (%rsi)
	movq %r9, 8(%rsi)
	movq %rcx, %r8		/* tls, before SYSCALL overwrites rcx */
	movq %rdx, %r10		/* the child's word is the parent's, too */
	movl $SYS_clone, %eax
	syscall
	testq %rax, %rax
	jz 1f
	ret
1:	.cfi_undefined rip	/* the new thread: nobody called it */
	xorl %ebp, %ebp
	popq %rax
	popq %rdi
	call *%rax
	call thread_exit
	ud2
END(thread_clone)

/* Ends the calling thread without touching its stack, which others may use again at once. */
FUNC(thread_exit)
	xorl %edi, %edi
	movl $SYS_exit, %eax
	syscall
	ud2			/* exit does not return */
END(thread_exit)
