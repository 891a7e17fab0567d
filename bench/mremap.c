/*
 * `mremap`: one page that is present, a mapping of its own, moved from one random
 * place among others to another (MREMAP_MAYMOVE | MREMAP_FIXED; others.c); from
 * before the stub to behind it. Nothing is mapped where it goes. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/mman.h>

/* A length of 0 is an error wherever there is the call. */
static void mremap_begin(struct block *block)
{
	if (!call_is_there(block, "mremap", stub_syscall(SYS_mremap, 0, 0, 0, 0, 0, 0)))
		return;
	block->timed.call.arg[1] = (long)page_size();
	block->timed.call.arg[2] = (long)page_size();
	block->timed.call.arg[3] = MREMAP_MAYMOVE | MREMAP_FIXED;
}

static void mremap_arrange(struct block *block)
{
	char *from = others_next(block), *to;

	do
		to = others_next(block);
	while (to == from);
	WRITE_ONCE(*from, 1);
	pages_unmap(to, page_size());
	block->timed.call.arg[0] = (long)from;
	block->timed.call.arg[4] = (long)to;
	block->timed.call.expected = (long)to;
}

static void mremap_check(struct block *block)
{
	char *from = (char *)block->timed.call.arg[0], *to = (char *)block->timed.call.arg[4];

	if (must(block->timed.result, "the timed mremap") != (long)to || READ_ONCE(*to) != 1)
		fail("mremap did not move a page");
	others_restore(block, from);
	others_restore(block, to);
}

BENCHMARK(mremap) = {
	.name = "mremap",
	.memory = true,
	.timed = timed_mremap,
	.begin = mremap_begin,
	.arrange = mremap_arrange,
	.check = mremap_check,
};
