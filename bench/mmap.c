/*
 * `mmap`: one anonymous page; `mmap_populate64`: 64 of them, present at once.
 * Unmapped again outside of the window. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/mman.h>

static void mmap_begin(struct block *block)
{
	pages_arguments(&block->timed, page_size(), 0);
}

static void mmap_populate64_begin(struct block *block)
{
	pages_arguments(&block->timed, 64 * page_size(), MAP_POPULATE);
}

static void mmap_check(struct block *block)
{
	long address = must(block->timed.result, "the timed mmap");

	if (address == 0 || address % (long)page_size() != 0)
		fail("mmap returned 0x%lx, which is no page", address);
	pages_unmap((void *)address, (size_t)block->timed.call.arg[1]);
}

BENCHMARK(mmap) = {
	.name = "mmap",
	.timed = timed_mmap,
	.begin = mmap_begin,
	.check = mmap_check,
};

BENCHMARK(mmap_populate64) = {
	.name = "mmap_populate64",
	.timed = timed_mmap,
	.share = 4,
	.begin = mmap_populate64_begin,
	.check = mmap_check,
};
