/*
 * `mmap`: one anonymous page, readable and writable, at the address that the
 * kernel chooses; from before the stub to behind it. 100 mappings that it cannot
 * merge with are alive, and it goes where one of them was taken out, at random,
 * since no higher page is free (others.c). Variants: `hint`, with that address
 * given, so that the kernel need not search; so many others, merging with both
 * neighbours or not, one place after the other or at random.
 * `mmap_populate64`: 64 pages that are present, and cleared, when the call returns.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/mman.h>

static void mmap_begin(struct block *block)
{
	pages_arguments(&block->timed, page_size(), 0);
}

static void mmap_arrange(struct block *block)
{
	char *page = others_next(block);

	pages_unmap(page, page_size());
	block->timed.call.arg[0] = block->cell->variant->hint ? (long)page : 0;
	block->timed.call.expected = (long)page;
}

static void mmap_check(struct block *block)
{
	long page = block->timed.call.expected;

	if (must(block->timed.result, "the timed mmap") != page)
		fail("mmap gave 0x%lx; the highest free page, or the one asked for, is 0x%lx",
		     block->timed.result, page);
	others_restore(block, (char *)page);
}

static void populate64_begin(struct block *block)
{
	pages_arguments(&block->timed, 64 * page_size(), MAP_POPULATE);
}

static void populate64_check(struct block *block)
{
	char *pages = (char *)must(block->timed.result, "the timed mmap");

	pages_are_zero(pages, 64 * page_size());
	pages_unmap(pages, 64 * page_size());
}

static const struct variant mmap_variants[] = {
	{ .name = "hint", .others = OTHERS_PLAIN, .hint = true },
	COLD_BRANCHES,
	COLD_MEMORY,
	GROWTH_OTHERS,
	{ 0 },
};

BENCHMARK(mmap) = {
	.name = "mmap",
	.memory = true,
	.timed = timed_mmap,
	.variants = mmap_variants,
	.begin = mmap_begin,
	.arrange = mmap_arrange,
	.check = mmap_check,
};

BENCHMARK(mmap_populate64) = {
	.name = "mmap_populate64",
	.bytes = 64 * 4096,
	.memory = true,
	.timed = timed_mmap,
	.share = 4,
	.begin = populate64_begin,
	.check = populate64_check,
};
