/*
 * Sets a page to zero. DC ZVA zeroes a block, of 64 bytes on most CPUs, without
 * reading it first (DDI 0487, C6.2 "DC ZVA"). If DC ZVA is prohibited, pairs of
 * registers are stored. Called from C in mm/. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/layout.h>

#define DCZID_DZP 4	/* DCZID_EL0: prohibited; the bits below: log2 of a block's words */

	.text
/* void page_clear(void *page). Clobbers x1 to x3. */
FUNC(page_clear)
	mrs	x1, dczid_el0
	add	x2, x0, #PAGE_SIZE
	tbnz	x1, #DCZID_DZP, 2f	/* a hypervisor may prohibit it, too */
	and	x1, x1, #0xf
	mov	x3, #4
	lsl	x1, x3, x1		/* x1: bytes of a block */
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
