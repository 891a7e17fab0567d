/*
 * Gaps: steps between two reads of the counter, back to back, that are longer than
 * the program itself can make them. Something else had the CPU: a hypervisor, an SMI,
 * an interrupt. Next: bench/gaps.c. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_GAPS_H
#define BENCH_GAPS_H

#include <stddef.h>
#include <stdint.h>

/* A class of steps below 16, one each; above, eight to each power of two: a class is an eighth wide at the most. */
#define GAPS_LINEAR  16
#define GAPS_A_POWER 8
#define GAPS_CLASSES (GAPS_LINEAR + 60 * GAPS_A_POWER)

/* A histogram of steps: none is lost, each keeps its size to an eighth. */
struct steps {
	uint64_t count, most;
	uint32_t class[GAPS_CLASSES];
};

struct gaps {
	struct steps gaps;
	uint64_t step;	    /* the median of all steps in the first reads */
	uint64_t threshold; /* a step above it is a gap */
	uint64_t reads, spent; /* how many, and how long they took in all */
	uint64_t lost;	       /* what the gaps had more than a step each */
};

void steps_add(struct steps *s, uint64_t step);
/* The step that a share of them, permille, does not exceed (nearest rank), to an eighth above. 0: there are none. */
uint64_t steps_quantile(const struct steps *s, unsigned int permille);

/* Spins on the counter for that long; a gap is a step above ten median ones, and above `least` at that. */
void gaps_scan(struct gaps *g, uint64_t duration, uint64_t least);
/* The share of the time that gaps took, in millionths. */
uint64_t gaps_lost_ppm(const struct gaps *g);

#endif
