/*
 * Copies the vector registers to and from memory. In all functions, x0: the
 * memory, aligned to 16 bytes. Called from fpu.c; all vector registers are the
 * user's, since the kernel is compiled without them.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

	.arch	armv8.2-a+sve
	.text

/* void simd_save(void *vectors) */
FUNC(simd_save)
	stp	q0, q1, [x0, #16 * 0]
	stp	q2, q3, [x0, #16 * 2]
	stp	q4, q5, [x0, #16 * 4]
	stp	q6, q7, [x0, #16 * 6]
	stp	q8, q9, [x0, #16 * 8]
	stp	q10, q11, [x0, #16 * 10]
	stp	q12, q13, [x0, #16 * 12]
	stp	q14, q15, [x0, #16 * 14]
	stp	q16, q17, [x0, #16 * 16]
	stp	q18, q19, [x0, #16 * 18]
	stp	q20, q21, [x0, #16 * 20]
	stp	q22, q23, [x0, #16 * 22]
	stp	q24, q25, [x0, #16 * 24]
	stp	q26, q27, [x0, #16 * 26]
	stp	q28, q29, [x0, #16 * 28]
	stp	q30, q31, [x0, #16 * 30]
	ret
END(simd_save)

/* void simd_restore(const void *vectors) */
FUNC(simd_restore)
	ldp	q0, q1, [x0, #16 * 0]
	ldp	q2, q3, [x0, #16 * 2]
	ldp	q4, q5, [x0, #16 * 4]
	ldp	q6, q7, [x0, #16 * 6]
	ldp	q8, q9, [x0, #16 * 8]
	ldp	q10, q11, [x0, #16 * 10]
	ldp	q12, q13, [x0, #16 * 12]
	ldp	q14, q15, [x0, #16 * 14]
	ldp	q16, q17, [x0, #16 * 16]
	ldp	q18, q19, [x0, #16 * 18]
	ldp	q20, q21, [x0, #16 * 20]
	ldp	q22, q23, [x0, #16 * 22]
	ldp	q24, q25, [x0, #16 * 24]
	ldp	q26, q27, [x0, #16 * 26]
	ldp	q28, q29, [x0, #16 * 28]
	ldp	q30, q31, [x0, #16 * 30]
	ret
END(simd_restore)

/* insn is str or ldr. The Z registers lie at x0; the P registers and FFR after them, at x1. */
.macro sve_registers insn
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
		16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\insn	z\n, [x0, #\n, mul vl]
	.endr
.endm

.macro sve_predicates insn
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\insn	p\n, [x1, #\n, mul vl]
	.endr
.endm

/*
 * void sve_save(void *vectors)
 * FFR has no load and store of its own, so it goes through P0. P0 is saved by
 * then, and gets its value back at the end. Clobbers x1.
 */
FUNC(sve_save)
	sve_registers str
	addvl	x1, x0, #31		/* 32 registers on; 31 is the largest immediate */
	addvl	x1, x1, #1
	sve_predicates str
	rdffr	p0.b
	str	p0, [x1, #16, mul vl]
	ldr	p0, [x1]
	ret
END(sve_save)

/* void sve_restore(const void *vectors): FFR first, since it needs P0. Clobbers x1. */
FUNC(sve_restore)
	sve_registers ldr
	addvl	x1, x0, #31
	addvl	x1, x1, #1
	ldr	p0, [x1, #16, mul vl]
	wrffr	p0.b
	sve_predicates ldr
	ret
END(sve_restore)
