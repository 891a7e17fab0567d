/*
 * The core's own clock beside the counter, which need not be the same: by a chain of
 * instructions of one cycle each. Next: bench/core.c. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_CORE_H
#define BENCH_CORE_H

/* Instructions of timed_chain(), each of one cycle and in need of the one before it. */
#define CORE_TURNS	  64
#define CORE_LENGTH	  1000
#define CORE_INSTRUCTIONS (CORE_TURNS * CORE_LENGTH)

#ifndef __ASSEMBLER__
#include "bench/timed.h"

/* <arch>/core.S */
timed_call timed_chain;

/* The least of some tries: the one that nothing interrupted. */
uint64_t core_least_ticks(timed_call *timed_loop, unsigned int tries);
/* From what the chain takes in ticks of a counter of that frequency. */
uint64_t core_hz(uint64_t chain_ticks, uint64_t counter_hz);
#endif

#endif
