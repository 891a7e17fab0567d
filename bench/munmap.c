/*
 * `munmap`: one page that was never touched, a mapping of its own among 100
 * others, at random (others.c); from before the stub to behind it. Variants: as
 * of mmap; where it has merged with its neighbours, the call cuts them apart.
 * `munmap_touched`: the same page once it is present. `munmap64`: a mapping of 64 pages that are
 * present. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/mman.h>

static void munmap_begin(struct block *block)
{
	block->timed.call.arg[1] = (long)page_size();
}

static void munmap_arrange(struct block *block)
{
	char *page = others_next(block);

	if (block->cell->variant->merges)
		others_map(page);
	block->timed.call.arg[0] = (long)page;
}

static void munmap_touched_arrange(struct block *block)
{
	char *page = others_next(block);

	WRITE_ONCE(*page, 1);
	block->timed.call.arg[0] = (long)page;
}

/* Where nothing is mapped, MAP_FIXED_NOREPLACE maps. */
static void munmap_check(struct block *block)
{
	char *page = (char *)block->timed.call.arg[0];
	long result;

	must(block->timed.result, "the timed munmap");
	result = stub_mmap(page, page_size(), PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (result != (long)page)
		fail("munmap left the page at 0x%lx mapped", (long)page);
	others_restore(block, page);
}

static void munmap64_arrange(struct block *block)
{
	block->timed.call.arg[0] = (long)pages_map(64 * page_size(), MAP_POPULATE);
	block->timed.call.arg[1] = 64 * (long)page_size();
}

static const struct variant munmap_variants[] = { GROWTH_OTHERS, { 0 } };

BENCHMARK(munmap) = {
	.name = "munmap",
	.memory = true,
	.timed = timed_munmap,
	.variants = munmap_variants,
	.begin = munmap_begin,
	.arrange = munmap_arrange,
	.check = munmap_check,
};

BENCHMARK(munmap_touched) = {
	.name = "munmap_touched",
	.memory = true,
	.timed = timed_munmap,
	.begin = munmap_begin,
	.arrange = munmap_touched_arrange,
	.check = munmap_check,
};

BENCHMARK(munmap64) = {
	.name = "munmap64",
	.bytes = 64 * 4096,
	.memory = true,
	.timed = timed_munmap,
	.share = 4,
	.arrange = munmap64_arrange,
};
