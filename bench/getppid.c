/*
 * `getppid`: the shortest call that both kernels have, and `wrapper`, the same
 * through the form that sets errno. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static void getppid_begin(struct block *block)
{
	block->timed.call.expected = must(stub_getppid(), "getppid");
}

BENCHMARK(getppid) = {
	.name = "getppid",
	.timed = timed_getppid,
	.timed_pmu = pmu_getppid,
	.batches = true,
	.variants = variants_all,
	.begin = getppid_begin,
};

BENCHMARK(wrapper) = {
	.name = "wrapper",
	.timed = timed_wrapper,
	.batches = true,
	.variants = variants_batched,
	.begin = getppid_begin,
};
