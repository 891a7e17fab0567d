/*
 * Code with a chosen value in every register: one macro, two bodies.
 * Next: registers.c beside it. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include "tests/guest/arm64/registers_layout.h"

/* The frame: what is to be out, then what outlives the body, then what C wants kept. */
#define FRAME_OUT ((REG_COUNT + 1) / 2 * 16)
#define FRAME_VECTOR_OUT (FRAME_OUT + 8)
#define FRAME_COMPONENTS (FRAME_OUT + 16)
#define FRAME_KEPT (FRAME_OUT + 32)
#define FRAME_SIZE (FRAME_KEPT + 20 * 8)

	.arch	armv8.2-a+sve
	.text

/* Fields of PSTATE that not every CPU has; older assemblers lack their names. */
.macro flag_in word, bit, name
	tbz	x4, #\bit, 7f
	ldr	x9, [x0, #8 * \word]
	msr	\name, x9
7:
.endm
.macro flag_out word, bit, name
	mov	x9, xzr
	tbz	x4, #\bit, 7f
	mrs	x9, \name
7:	str	x9, [sp, #8 * \word]
.endm

/* insn: str or ldr; at x2, x4: components. Clobbers x9. */
.macro vectors insn
	tbnz	x4, #HAS_SVE, 7f
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
		16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\insn	q\n, [x2, #16 * \n]
	.endr
	b	8f
7:	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
		16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\insn	z\n, [x2, #\n, mul vl]
	.endr
	addvl	x9, x2, #31
	addvl	x9, x9, #1
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\insn	p\n, [x9, #\n, mul vl]
	.endr
8:
.endm

/* FFR has no load and store of its own: it goes through P0, before the others in, after them out. */
.macro ffr_in
	tbz	x4, #HAS_SVE, 7f
	addvl	x9, x2, #31
	addvl	x9, x9, #1
	ldr	p0, [x9, #16, mul vl]
	wrffr	p0.b
7:
.endm
.macro ffr_out
	tbz	x4, #HAS_SVE, 7f
	addvl	x9, x2, #31
	addvl	x9, x9, #1
	rdffr	p0.b
	str	p0, [x9, #16, mul vl]
7:
.endm

/* insn: stp or ldp. What a C function keeps, but x29 and x30 (AAPCS64, 6.1). */
.macro kept insn
	\insn	x19, x20, [sp, #FRAME_KEPT + 16]
	\insn	x21, x22, [sp, #FRAME_KEPT + 32]
	\insn	x23, x24, [sp, #FRAME_KEPT + 48]
	\insn	x25, x26, [sp, #FRAME_KEPT + 64]
	\insn	x27, x28, [sp, #FRAME_KEPT + 80]
	\insn	d8, d9, [sp, #FRAME_KEPT + 96]
	\insn	d10, d11, [sp, #FRAME_KEPT + 112]
	\insn	d12, d13, [sp, #FRAME_KEPT + 128]
	\insn	d14, d15, [sp, #FRAME_KEPT + 144]
.endm

/*
 * void name(const uint64_t *in, uint64_t *out, void *vector_in, void *vector_out,
 *	     unsigned long components);
 * in and out: REG_COUNT words.
 */
.macro with_registers name, body
FUNC(\name)
	sub	sp, sp, #FRAME_SIZE
	stp	x29, x30, [sp, #FRAME_KEPT]
	kept	stp
	stp	x1, x3, [sp, #FRAME_OUT]
	str	x4, [sp, #FRAME_COMPONENTS]
	ffr_in
	vectors	ldr
	ldr	x9, [x0, #8 * REG_FPCR]
	msr	fpcr, x9
	ldr	x9, [x0, #8 * REG_FPSR]
	msr	fpsr, x9
	ldr	x9, [x0, #8 * REG_NZCV]
	msr	nzcv, x9
	flag_in	REG_SSBS, HAS_SSBS, S3_3_C4_C2_6
	flag_in	REG_DIT, HAS_DIT, S3_3_C4_C2_5
	flag_in	REG_TCO, HAS_TCO, S3_3_C4_C2_7
	mov	x30, x0
	ldp	x0, x1, [x30, #8 * 0]
	ldp	x2, x3, [x30, #8 * 2]
	ldp	x4, x5, [x30, #8 * 4]
	ldp	x6, x7, [x30, #8 * 6]
	ldp	x8, x9, [x30, #8 * 8]
	ldp	x10, x11, [x30, #8 * 10]
	ldp	x12, x13, [x30, #8 * 12]
	ldp	x14, x15, [x30, #8 * 14]
	ldp	x16, x17, [x30, #8 * 16]
	ldp	x18, x19, [x30, #8 * 18]
	ldp	x20, x21, [x30, #8 * 20]
	ldp	x22, x23, [x30, #8 * 22]
	ldp	x24, x25, [x30, #8 * 24]
	ldp	x26, x27, [x30, #8 * 26]
	ldp	x28, x29, [x30, #8 * 28]
	ldr	x30, [x30, #8 * 30]
	\body
	stp	x0, x1, [sp, #8 * 0]
	stp	x2, x3, [sp, #8 * 2]
	stp	x4, x5, [sp, #8 * 4]
	stp	x6, x7, [sp, #8 * 6]
	stp	x8, x9, [sp, #8 * 8]
	stp	x10, x11, [sp, #8 * 10]
	stp	x12, x13, [sp, #8 * 12]
	stp	x14, x15, [sp, #8 * 14]
	stp	x16, x17, [sp, #8 * 16]
	stp	x18, x19, [sp, #8 * 18]
	stp	x20, x21, [sp, #8 * 20]
	stp	x22, x23, [sp, #8 * 22]
	stp	x24, x25, [sp, #8 * 24]
	stp	x26, x27, [sp, #8 * 26]
	stp	x28, x29, [sp, #8 * 28]
	mrs	x9, nzcv
	stp	x30, x9, [sp, #8 * 30]
	ldr	x4, [sp, #FRAME_COMPONENTS]
	flag_out REG_SSBS, HAS_SSBS, S3_3_C4_C2_6
	flag_out REG_DIT, HAS_DIT, S3_3_C4_C2_5
	flag_out REG_TCO, HAS_TCO, S3_3_C4_C2_7
	mrs	x9, fpcr
	str	x9, [sp, #8 * REG_FPCR]
	mrs	x9, fpsr
	str	x9, [sp, #8 * REG_FPSR]
	ldr	x2, [sp, #FRAME_VECTOR_OUT]
	vectors	str
	ffr_out
	msr	fpcr, xzr
	ldr	x1, [sp, #FRAME_OUT]
	mov	x2, #REG_COUNT
1:	sub	x2, x2, #1
	ldr	x9, [sp, x2, lsl #3]
	str	x9, [x1, x2, lsl #3]
	cbnz	x2, 1b
	kept	ldp
	ldp	x29, x30, [sp, #FRAME_KEPT]
	add	sp, sp, #FRAME_SIZE
	ret
END(\name)
.endm

.macro make_call
	svc	#0xbeef			/* any immediate will do */
.endm

.macro count_down
1:	sub	x0, x0, #1
	cbnz	x0, 1b
.endm

	with_registers with_registers_call, make_call
	with_registers with_registers_spin, count_down
