/*
 * `mprotect`: one page that is present, readable and writable, made read-only;
 * from before the stub to behind it. It is a mapping of its own among 100
 * others, at random (others.c), and stays one.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <asm/errno.h>
#include <linux/mman.h>

static void mprotect_begin(struct block *block)
{
	block->timed.call.arg[1] = (long)page_size();
	block->timed.call.arg[2] = PROT_READ;
}

static void mprotect_arrange(struct block *block)
{
	char *page = others_next(block);

	WRITE_ONCE(*page, 1);
	block->timed.call.arg[0] = (long)page;
}

/* The kernel itself can no longer write there, and the page is still the same. */
static void mprotect_check(struct block *block)
{
	char *page = (char *)block->timed.call.arg[0];

	must(block->timed.result, "the timed mprotect");
	if (stub_getrandom(page, 1, 0) != -EFAULT || READ_ONCE(*page) != 1)
		fail("mprotect did not make a page read-only");
	others_restore(block, page);
}

BENCHMARK(mprotect) = {
	.name = "mprotect",
	.memory = true,
	.timed = timed_mprotect,
	.begin = mprotect_begin,
	.arrange = mprotect_arrange,
	.check = mprotect_check,
};
