/*
 * `touch`: the first store to an anonymous page, a page fault and back; from
 * before the store to behind it. It comes in by its own vector, so that no
 * system-call path has a part in it. The page is a mapping of its own among 100
 * others, at random (others.c). Variants: so many others, the page joined with
 * its neighbours in one mapping or not, one place after the other or at random.
 *
 * Variant `clear`: what of that is the clearing of the page, measured where no
 * kernel needs to help: a page that is present is set to zero in user mode, by
 * the instructions with which Linux and Trapgate do it on this CPU (window.S).
 * The page that a touch clears is one that was freed just before, and this one
 * was cleared just before: the caches hold both, or neither.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static void page_fill(char *page, int byte)
{
	memset(page, byte, page_size());
}

static bool is_clear(const struct block *block)
{
	return block->cell->variant->timed == timed_clear;
}

static void touch_arrange(struct block *block)
{
	char *page = others_next(block);

	if (block->cell->variant->merges)
		others_map(page);
	if (is_clear(block))
		page_fill(page, 0xff);
	block->timed.call.arg[0] = (long)page;
	block->timed.call.arg[1] = (long)page_size();
}

/* The page holds what was stored, and nothing else. */
static void touch_check(struct block *block)
{
	char *page = (char *)block->timed.call.arg[0];

	if (READ_ONCE(page[0]) != !is_clear(block))
		fail("a page does not hold what was stored to it");
	page[0] = 0;
	for (size_t i = 0; i < page_size(); i += sizeof(uint64_t))
		if (*(const uint64_t *)(page + i))
			fail("a fresh page is not zero");
	others_restore(block, page);
}

static const struct variant touch_variants[] = {
	{ .name = "clear", .others = OTHERS_PLAIN, .timed = timed_clear },
	COLD_MEMORY,
	GROWTH_OTHERS,
	{ 0 },
};

BENCHMARK(touch) = {
	.name = "touch",
	.memory = true,
	.timed = timed_touch,
	.variants = touch_variants,
	.pathless = true,
	.arrange = touch_arrange,
	.check = touch_check,
};
