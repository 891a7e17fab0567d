/*
 * A thread's first instructions on arm64. Next: proc/clone.c, sys_clone().
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"
#include "user/numbers.h"

/*
 * long thread_clone(flags, stack_top, word, tls, fn, arg): see user/user.h.
 * Both threads return from the same SVC. The new one has x0 = 0 and its own
 * stack, on which fn and arg wait for it. The kernel's order (CLONE_BACKWARDS)
 * is flags, stack, parent's word, tls, child's word. Clobbers x1, x4, x8.
 */
	.text
FUNC(thread_clone)
	and x1, x1, -16
	stp x4, x5, [x1, -16]!	/* fn and arg: the new thread's first 16 bytes */
	mov x4, x2		/* the child's word is the parent's, too; tls is in x3 already */
	mov w8, SYS_clone
	svc 0
	cbz x0, 1f
	ret
1:	.cfi_undefined x30	/* the new thread: nobody called it */
	mov x29, 0
	ldp x1, x0, [sp], 16
	blr x1
	b thread_exit
END(thread_clone)

/* Ends the calling thread without touching its stack, which others may use again at once. */
FUNC(thread_exit)
	mov x0, 0
	mov w8, SYS_exit
	svc 0
	brk 0			/* exit does not return */
END(thread_exit)
