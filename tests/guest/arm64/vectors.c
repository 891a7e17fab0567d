/* V16 to V31 and FPCR. SPDX-License-Identifier: MIT */
#include "tests/guest/vectors.h"
#include "include/compiler.h"

#define EACH(do)                                                                                   \
	do(16) do(17) do(18) do(19) do(20) do(21) do(22) do(23) do(24) do(25) do(26) do(27) do(28) \
	do(29) do(30) do(31)
#define FPCR_RMODE_ZERO (3ul << 22)

void vectors_mark(uint64_t mark)
{
	const uint64_t both[2] = { mark, ~mark };

#define MARK(n) __asm__ volatile("ldr q" #n ", %0" : : "Q"(both));
	EACH(MARK)
}

uint64_t vectors_marked(uint64_t mark)
{
	uint64_t both[2];

#define READ(n)                                                                                    \
	__asm__ volatile("str q" #n ", %0" : "=Q"(both));                                          \
	if (both[0] != mark || both[1] != ~mark)                                                   \
		return both[0] != mark ? both[0] : both[1];
	EACH(READ)
	return mark;
}

void rounding_set(unsigned int which)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(which ? FPCR_RMODE_ZERO : 0ul));
}

unsigned int rounding_get(void)
{
	uint64_t fpcr;

	__asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
	return (fpcr & FPCR_RMODE_ZERO) == FPCR_RMODE_ZERO;
}
