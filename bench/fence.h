/*
 * The self-test of the pair of reads: does it order what it should?
 * Next: bench/fence.c. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_FENCE_H
#define BENCH_FENCE_H

/*
 * A turn of the chain: so many divisions of doubles, each of what the one before it
 * gave. Few, so that they fit into a core's queue and what follows is not held up
 * by want of room; long, so that what does not wait for them is seen.
 */
#define CHAIN_DIVISIONS 16
/* And what it executes: those, a subtraction, a branch. */
#define CHAIN_INSTRUCTIONS (CHAIN_DIVISIONS + 2)
/* 1.0625, the divisor: neither is the quotient ever simple, nor does it become too small. */
#define CHAIN_DIVISOR 0x3ff1000000000000
/* Turns beside a window. */
#define CHAIN_BESIDE 1
/* Turns within one, and twice and four times as many. */
#define CHAIN_WITHIN 64

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sums over FENCE_SUM windows, each the least of several. */
#define FENCE_SUM 16
struct fence_times {
	uint64_t empty;		 /* nothing within, nothing beside */
	uint64_t within[3];	 /* CHAIN_WITHIN turns, twice, four times as many */
	uint64_t within_short;	 /* CHAIN_BESIDE turns */
	uint64_t before, behind; /* CHAIN_BESIDE turns ahead of the first read, behind the second */
};

/*
 * fence_judge.c: what is wrong with the times, if they are not those of a pair that
 * orders; else NULL. exact: they are counts of instructions. least: what a turn
 * takes at the least, in FENCE_SUM windows together.
 */
const char *fence_judge(const struct fence_times *t, bool exact, uint64_t least);
#endif

#endif
