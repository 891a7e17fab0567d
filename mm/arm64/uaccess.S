/*
 * Copies between kernel and user memory. LDTR and STTR access memory as EL0
 * would (DDI 0487, C3.2.8): user permissions hold, and PAN, if the CPU has it,
 * can stay set for every instruction. Called from mm/uaccess.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/extable.h"
#include "include/linkage.h"

#include <linux/errno.h>

	.text
/*
 * size_t user_copy(void *to, const void *from, size_t n)
 * Bit 55 of `to` tells the direction: the upper half of the address space is
 * the kernel's. The copy goes by 16 bytes. If that faults, the loop by single
 * bytes goes on from there, so that the count of bytes not copied is exact. For
 * that x0, x1 and x2 still hold what they held before the 16 bytes. Clobbers x3
 * to x5.
 */
FUNC(user_copy)
	tbz	x0, #55, .Lto_user
.Lfrom_user:
	subs	x3, x2, #16
	b.lo	.Lfrom_user_bytes
1:	ldtr	x4, [x1]
2:	ldtr	x5, [x1, #8]
	stp	x4, x5, [x0], #16
	add	x1, x1, #16
	mov	x2, x3
	b	.Lfrom_user
.Lfrom_user_bytes:
	cbz	x2, .Lcopied
3:	ldtrb	w4, [x1]
	strb	w4, [x0], #1
	add	x1, x1, #1
	sub	x2, x2, #1
	b	.Lfrom_user_bytes
.Lto_user:
	subs	x3, x2, #16
	b.lo	.Lto_user_bytes
	ldp	x4, x5, [x1]
4:	sttr	x4, [x0]
5:	sttr	x5, [x0, #8]
	add	x0, x0, #16
	add	x1, x1, #16
	mov	x2, x3
	b	.Lto_user
.Lto_user_bytes:
	cbz	x2, .Lcopied
	ldrb	w4, [x1], #1
6:	sttrb	w4, [x0]
	add	x0, x0, #1
	sub	x2, x2, #1
	b	.Lto_user_bytes
.Lcopied:
	mov	x0, x2
	ret
	EXTABLE(1b, .Lfrom_user_bytes)
	EXTABLE(2b, .Lfrom_user_bytes)
	EXTABLE(3b, .Lcopied)
	EXTABLE(4b, .Lto_user_bytes)
	EXTABLE(5b, .Lto_user_bytes)
	EXTABLE(6b, .Lcopied)
END(user_copy)

/* int user_load_u32(uint32_t *to, const void *user_from). Clobbers x2. */
FUNC(user_load_u32)
1:	ldtr	w2, [x1]
	str	w2, [x0]
	mov	w0, #0
	ret
	EXTABLE(1b, .Lu32_fault)
END(user_load_u32)

/* int user_store_u32(void *user_to, uint32_t value) */
FUNC(user_store_u32)
1:	sttr	w1, [x0]
	mov	w0, #0
	ret
	EXTABLE(1b, .Lu32_fault)
.Lu32_fault:				/* of a load or store: nothing was moved */
	mov	w0, #-EFAULT
	ret
END(user_store_u32)
