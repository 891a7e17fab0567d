/* `enosys`: number 999, which no kernel has. SPDX-License-Identifier: MIT */
#include "bench/bench.h"

#include <asm/errno.h>

static void enosys_begin(struct block *block)
{
	block->timed.call.expected = -ENOSYS;
}

BENCHMARK(enosys) = {
	.name = "enosys",
	.timed = timed_enosys,
	.batches = true,
	.variants = variants_batched,
	.begin = enosys_begin,
};
