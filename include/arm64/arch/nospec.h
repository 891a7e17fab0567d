/* Bounds that hold under speculation. SPDX-License-Identifier: MIT */
#ifndef ARCH_NOSPEC_H
#define ARCH_NOSPEC_H

/*
 * Returns index if it is below size, else 0. It uses arithmetic, since a branch
 * could be mispredicted. CMP leaves the borrow that SBC spreads over the mask; the
 * two instructions must stay together, so they are one asm. CSDB keeps the mask
 * from being a prediction itself (DDI 0487, C6.2 "CSDB").
 */
static inline unsigned long array_index_nospec(unsigned long index, unsigned long size)
{
	unsigned long mask;

	__asm__ volatile("cmp %1, %2\n\tsbc %0, xzr, xzr" : "=r"(mask) : "r"(index), "Ir"(size) : "cc");
	mask &= index;
	__asm__ volatile("hint #20" : "+r"(mask)); /* csdb */
	return mask;
}

#endif
