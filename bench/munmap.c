/*
 * `munmap`: one page that was never touched; `munmap64`: 64 that are present.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/mman.h>

static void munmap_arrange(struct block *block)
{
	block->timed.call.arg[0] = (long)pages_map(page_size(), 0);
	block->timed.call.arg[1] = (long)page_size();
}

static void munmap64_arrange(struct block *block)
{
	block->timed.call.arg[0] = (long)pages_map(64 * page_size(), MAP_POPULATE);
	block->timed.call.arg[1] = 64 * (long)page_size();
}

BENCHMARK(munmap) = {
	.name = "munmap",
	.timed = timed_munmap,
	.arrange = munmap_arrange,
};

BENCHMARK(munmap64) = {
	.name = "munmap64",
	.timed = timed_munmap,
	.share = 4,
	.arrange = munmap64_arrange,
};
