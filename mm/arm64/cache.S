/*
 * Makes the instruction and data caches agree about a page (DDI 0487, B2.4.4).
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/layout.h>

/*
 * Fields of CTR_EL0 (D19.2.34). IDC: no clean is needed. DIC: no invalidation
 * is needed. DMINLINE, IMINLINE: log2 of the line sizes in words. L1IP: kind of
 * instruction cache.
 */
#define CTR_IDC 28
#define CTR_DIC 29
#define CTR_DMINLINE 16
#define CTR_IMINLINE 0
#define CTR_L1IP 14
#define CTR_L1IP_PIPT 3

/*
 * Sets \to to the bytes of a cache line; its log2 in words is \ctr's field at
 * \shift. Clobbers \tmp.
 */
.macro line_size to, ctr, shift, tmp
	ubfx	\tmp, \ctr, #\shift, #4
	mov	\to, #4
	lsl	\to, \to, \tmp
.endm

	.text
/*
 * void page_sync_code(void *page)
 * x0: the kernel's address of the page, which is not the address that it is
 * executed at. Only a physically tagged instruction cache finds the lines by
 * it; any other kind is invalidated whole. DSB: each half is done before the
 * other begins, and before anybody executes. ISB: this CPU drops what it has
 * already fetched. Clobbers x1 to x5.
 */
FUNC(page_sync_code)
	mrs	x1, ctr_el0
	add	x2, x0, #PAGE_SIZE
	tbnz	x1, #CTR_IDC, 2f
	line_size x3, x1, CTR_DMINLINE, x4
	mov	x5, x0
1:	dc	cvau, x5		/* down to where instruction fetch reads */
	add	x5, x5, x3
	cmp	x5, x2
	b.lo	1b
2:	dsb	ish			/* the bytes are there before the old lines go */
	tbnz	x1, #CTR_DIC, 4f
	ubfx	x4, x1, #CTR_L1IP, #2
	cmp	x4, #CTR_L1IP_PIPT
	b.ne	5f
	line_size x3, x1, CTR_IMINLINE, x4
3:	ic	ivau, x0		/* x0 itself: it is not needed any more */
	add	x0, x0, x3
	cmp	x0, x2
	b.lo	3b
	dsb	ish
4:	isb
	ret
5:	ic	ialluis			/* not PIPT: by this address the lines cannot be found */
	dsb	ish
	isb
	ret
END(page_sync_code)
