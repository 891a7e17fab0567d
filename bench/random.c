/*
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, OOPSLA 2014): a counter with an odd step through a mixing
 * function. One word of state, period 2^64, and any seed is a good one; what is
 * shuffled here asks for no more. SPDX-License-Identifier: MIT
 */
#include "bench/random.h"

#define GOLDEN_GAMMA 0x9e3779b97f4a7c15

static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t random_next(struct random *r)
{
	r->state += GOLDEN_GAMMA;
	return mix(r->state);
}

/* Mixed twice, so that neighbouring streams do not start a step apart. */
void random_init(struct random *r, uint64_t seed, uint64_t stream)
{
	r->state = mix(mix(seed + GOLDEN_GAMMA) + stream);
}

/* The upper 32 bits of the product; what would favour small results is drawn again. */
uint32_t random_below(struct random *r, uint32_t bound)
{
	uint32_t uneven = -bound % bound;
	uint64_t product;

	do
		product = (random_next(r) >> 32) * bound;
	while ((uint32_t)product < uneven);
	return (uint32_t)(product >> 32);
}

/* Fisher and Yates. */
void random_shuffle(struct random *r, uint32_t *numbers, uint32_t n)
{
	for (uint32_t left = n; left > 1; left--) {
		uint32_t chosen = random_below(r, left);
		uint32_t last = numbers[left - 1];

		numbers[left - 1] = numbers[chosen];
		numbers[chosen] = last;
	}
}
