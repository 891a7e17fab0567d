/*
 * `touch`: the first store to an anonymous page, a page fault and back. It comes
 * in by its own vector, so that no system-call path has a part in it.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static void touch_begin(struct block *block)
{
	block->memory = pages_map(block->calls * page_size(), 0);
}

static void touch_arrange(struct block *block)
{
	block->timed.call.arg[0] = (long)block->memory + (long)(block->index * page_size());
}

/* The page holds the store and nothing else. */
static void touch_check(struct block *block)
{
	const unsigned char *page = (const unsigned char *)block->timed.call.arg[0];

	if (page[0] != 1 || page[1] != 0 || page[page_size() - 1] != 0)
		fail("a page does not hold what was stored to it");
}

static void touch_end(struct block *block)
{
	pages_unmap(block->memory, block->calls * page_size());
}

BENCHMARK(touch) = {
	.name = "touch",
	.timed = timed_touch,
	.pathless = true,
	.begin = touch_begin,
	.arrange = touch_arrange,
	.check = touch_check,
	.end = touch_end,
};
