/*
 * A page set to zero. DC ZVA zeroes a block, of 64 bytes on most CPUs, without
 * reading it first (DDI 0487, C6.2 "DC ZVA"); where it is prohibited, pairs of
 * registers do. Called from mm/pagetable.c. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/layout.h>

#define DCZID_DZP 4	/* DCZID_EL0: prohibited; below it log2 of the block's words */

	.text
/* void page_clear(void *page) */
FUNC(page_clear)
	mrs	x1, dczid_el0
	add	x2, x0, #PAGE_SIZE
	tbnz	x1, #DCZID_DZP, 2f
	and	x1, x1, #0xf
	mov	x3, #4
	lsl	x1, x3, x1
1:	dc	zva, x0
	add	x0, x0, x1
	cmp	x0, x2
	b.lo	1b
	ret
2:	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	cmp	x0, x2
	b.lo	2b
	ret
END(page_clear)
