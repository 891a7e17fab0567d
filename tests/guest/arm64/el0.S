/* Single instructions for el0.c. SPDX-License-Identifier: MIT */
#include "include/linkage.h"

	.text
/* long call_unaligned(long number, uintptr_t offset): the call with SP that much lower; how far SP is off afterwards. */
FUNC(call_unaligned)
	mov	x8, x0
	mov	x9, sp
	sub	x10, x9, x1
	mov	sp, x10
	svc	#0
	mov	x11, sp
	mov	sp, x9
	sub	x0, x11, x10
	ret
END(call_unaligned)

/* void code_publish(const void *code): one line of it, through the caches by EL0's own means. */
FUNC(code_publish)
	dc	cvau, x0
	dsb	ish
	ic	ivau, x0
	dsb	ish
	isb
	ret
END(code_publish)

/* What waits, and must not stop the CPU for good. */
FUNC(wait_hints)
	yield
	sevl
	wfe
	wfi
	ret
END(wait_hints)

/* return_7: code to be copied, position-independent. */
	.globl	return_7, return_7_end
return_7:
	mov	w0, #7
	ret
return_7_end:
