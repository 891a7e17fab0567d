/*
 * `null`: call 510, which returns 0 at once. The one call that control paths
 * measure too. A floor path answers with what is in the result register: the
 * number on x86_64, the first argument on arm64; so the number is the argument.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static void null_begin(struct block *block)
{
	block->timed.call.arg[0] = SYS_null;
	block->timed.call.expected = path_is_floor(block->path) ? SYS_null : 0;
}

BENCHMARK(null) = {
	.name = "null",
	.timed = timed_null,
	.timed_pmu = pmu_null,
	.controls = true,
	.trapgate_only = true,
	.batches = true,
	.variants = variants_all,
	.begin = null_begin,
};
