/*
 * Other ways of taking a sample than one call between two reads, for the
 * benchmarks that share them; a baseline in the same form belongs to each.
 *
 * `batch=64` and `batch=128`: throughput. A single call between fenced reads is
 * latency, and has no neighbour that it could overlap with; so many calls in a
 * row have, and their slope, (n to 2n) / n, is free of what is paid once.
 *
 * `cold_btb`, `cold_cache`, `cold_tlb`: one call, just after what it lives on was
 * taken away (disturb.c).
 *
 * `pmu_<event>_user` and `_kernel`: what the core counts over 64 calls (pmu.c).
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

const struct variant variants_batched[] = {
	BATCHES,
	{ 0 },
};

const struct variant variants_all[] = {
	BATCHES, COLD_BRANCHES, COLD_MEMORY, PMU_ALL, { 0 },
};
