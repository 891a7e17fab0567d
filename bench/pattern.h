/* Which of the eight calls comes next. SPDX-License-Identifier: MIT */
#ifndef BENCH_PATTERN_H
#define BENCH_PATTERN_H

#include "bench/bench.h"

#define PATTERN_CALLS 8

/* The calls' numbers. */
extern const long pattern_numbers[PATTERN_CALLS];
/* The patterns' names; NULL is the last. */
extern const char *const pattern_names[];

/* The one at this position of a block, 0 to PATTERN_CALLS - 1, by the pattern of its cell. */
unsigned int pattern_choose(struct block *block, uint64_t position);

#endif
