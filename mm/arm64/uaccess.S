/*
 * Copies between kernel and user memory. LDTR and STTR access as EL0 would (DDI
 * 0487, C3.2.8): user permissions hold, and PAN, where the CPU has it, need not
 * be lifted for a single instruction. Called from mm/uaccess.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/extable.h"
#include "include/linkage.h"

#include <linux/errno.h>

	.text
/*
 * size_t user_copy(void *to, const void *from, size_t n)
 * The upper half of the address space is the kernel's: bit 55 of `to` says which
 * side is the user's. 16 bytes at a time; where that faults, byte by byte, so
 * that the count is exact.
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

/* int user_load_u32(uint32_t *to, const void *user_from) */
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
.Lu32_fault:
	mov	w0, #-EFAULT
	ret
END(user_store_u32)
