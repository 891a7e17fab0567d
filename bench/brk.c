/*
 * `brk`: a heap of one page grown by another, which is not touched; from before
 * the stub to behind it. Taken back outside of the window.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static char *heap_start;

static void heap_end(char *end)
{
	if (stub_brk(end) != (long)end)
		fail("brk does not move the heap's end to 0x%lx", (long)end);
}

static void brk_begin(struct block *block)
{
	long now = stub_brk(NULL);

	if (!call_is_there(block, "brk", now))
		return;
	heap_start = (char *)now;
	heap_end(heap_start + page_size());
	block->timed.call.arg[0] = now + 2 * (long)page_size();
	block->timed.call.expected = now + 2 * (long)page_size();
}

static void brk_check(struct block *block)
{
	if (block->timed.result != block->timed.call.expected)
		fail("brk gave 0x%lx, expected 0x%lx", block->timed.result,
		     block->timed.call.expected);
	heap_end(heap_start + page_size());
}

static void brk_end(struct block *block)
{
	(void)block;
	heap_end(heap_start);
}

BENCHMARK(brk) = {
	.name = "brk",
	.memory = true,
	.timed = timed_brk,
	.begin = brk_begin,
	.check = brk_check,
	.end = brk_end,
};
