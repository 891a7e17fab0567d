/* Seeded pseudo-random numbers. SPDX-License-Identifier: MIT */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

/* Streams with different (seed, stream) pairs have nothing to do with each other. */
void random_init(struct random *r, uint64_t seed, uint64_t stream);
/* The next 64 bits. */
uint64_t random_next(struct random *r);
/* 0 to bound - 1, all equally likely; bound is not 0. */
uint32_t random_below(struct random *r, uint32_t bound);
/* Puts n numbers in random order, every order equally likely. */
void random_shuffle(struct random *r, uint32_t *numbers, uint32_t n);

#endif
