/* xmm6 to xmm15 and MXCSR. SPDX-License-Identifier: MIT */
#include "tests/guest/vectors.h"
#include "include/compiler.h"

#define EACH(do) do(6) do(7) do(8) do(9) do(10) do(11) do(12) do(13) do(14) do(15)
#define MXCSR_DEFAULT 0x1f80
#define MXCSR_RC_ZERO 0x6000 /* towards zero */

void vectors_mark(uint64_t mark)
{
	const uint64_t both[2] = { mark, ~mark };

#define MARK(n) __asm__ volatile("movups %0, %%xmm" #n : : "m"(both));
	EACH(MARK)
}

uint64_t vectors_marked(uint64_t mark)
{
	uint64_t both[2];

#define READ(n)                                                                                    \
	__asm__ volatile("movups %%xmm" #n ", %0" : "=m"(both));                                   \
	if (both[0] != mark || both[1] != ~mark)                                                   \
		return both[0] != mark ? both[0] : both[1];
	EACH(READ)
	return mark;
}

void rounding_set(unsigned int which)
{
	const uint32_t mxcsr = which ? MXCSR_DEFAULT | MXCSR_RC_ZERO : MXCSR_DEFAULT;

	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

unsigned int rounding_get(void)
{
	uint32_t mxcsr;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	return (mxcsr & MXCSR_RC_ZERO) == MXCSR_RC_ZERO;
}
