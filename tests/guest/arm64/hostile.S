/* The kernel entered with another stack pointer: ../hostile.c. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

	.text
/* long hostile_call(sp, number, *after): a call keeps all registers but x0. */
FUNC(hostile_call)
	mov	x8, x1
	mov	x9, sp
	mov	sp, x0
	mov	x0, xzr
	svc	#0
	mov	x10, sp
	mov	sp, x9
	str	x10, [x2]
	ret
END(hostile_call)

/* long hostile_touch(sp, *at, *after) */
FUNC(hostile_touch)
	mov	x9, sp
	mov	sp, x0
	ldr	x0, [x1]
	mov	x10, sp
	mov	sp, x9
	str	x10, [x2]
	ret
END(hostile_touch)

/* void hostile_spin(sp, turns, *after) */
FUNC(hostile_spin)
	mov	x9, sp
	mov	sp, x0
1:	subs	x1, x1, #1
	b.ne	1b
	mov	x10, sp
	mov	sp, x9
	str	x10, [x2]
	ret
END(hostile_spin)
