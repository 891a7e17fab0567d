/*
 * What the others are compared with: `empty`, the pair of reads alone, and
 * `stub_nop`, the stub without its trap. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static void empty_check(struct block *block)
{
	(void)block;
}

BENCHMARK(empty) = {
	.name = "empty",
	.timed = timed_empty,
	.timed_pmu = pmu_empty,
	.pathless = true,
	.always = true,
	.batches = true,
	.variants = variants_all,
	.check = empty_check,
};

static void stub_nop_begin(struct block *block)
{
	block->timed.call.arg[0] = SYS_null;
	block->timed.call.expected = SYS_null;
}

BENCHMARK(stub_nop) = {
	.name = "stub_nop",
	.timed = timed_stub_nop,
	.pathless = true,
	.always = true,
	.batches = true,
	.variants = variants_batched,
	.begin = stub_nop_begin,
};
