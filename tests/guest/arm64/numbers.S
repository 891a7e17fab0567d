/* A call by all 64 bits of its number. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

/* long call_number(unsigned long number, long argument): x8, one value for all six arguments. */
	.text
FUNC(call_number)
	mov	x8, x0
	mov	x0, x1
	mov	x2, x1
	mov	x3, x1
	mov	x4, x1
	mov	x5, x1
	svc	0
	ret
END(call_number)
