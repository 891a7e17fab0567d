/* Bounds that hold under speculation. SPDX-License-Identifier: MIT */
#ifndef ARCH_NOSPEC_H
#define ARCH_NOSPEC_H

/*
 * Returns index if it is below size, else 0. It uses arithmetic, since a branch
 * could be mispredicted. CMP leaves the borrow that SBB spreads over the mask; the
 * two instructions must stay together, so they are one asm.
 */
static inline unsigned long array_index_nospec(unsigned long index, unsigned long size)
{
	unsigned long mask;

	__asm__ volatile("cmpq %2, %1\n\tsbbq %0, %0" : "=r"(mask) : "r"(index), "ir"(size) : "cc");
	return index & mask;
}

#endif
