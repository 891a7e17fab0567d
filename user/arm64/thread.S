/*
 * A thread's first instructions on arm64. Next: proc/clone.c, sys_clone().
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"
#include "user/numbers.h"

/*
 * long thread_clone(flags, stack_top, word, tls, fn, arg): see user/user.h.
 * Both threads come out of the same SVC, the new one with x0 0 and on its own
 * stack, where fn and arg wait. Kernel order (CLONE_BACKWARDS): flags, stack,
 * parent's word, tls, child's word.
 */
	.text
FUNC(thread_clone)
	and x1, x1, -16
	stp x4, x5, [x1, -16]!
	mov x4, x2
	mov w8, SYS_clone
	svc 0
	cbz x0, 1f
	ret
1:	.cfi_undefined x30
	mov x29, 0
	ldp x1, x0, [sp], 16
	blr x1
	b thread_exit
END(thread_clone)

/* Ends the calling thread without touching its stack. */
FUNC(thread_exit)
	mov x0, 0
	mov w8, SYS_exit
	svc 0
	brk 0
END(thread_exit)
