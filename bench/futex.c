/*
 * `futex_wake`: FUTEX_WAKE_PRIVATE of one waiter on a word that nobody waits on;
 * from before the stub to behind it. Variants: while so many threads wait
 * elsewhere, each on a word of its own (crowd.c).
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/futex.h>

static void futex_wake_begin(struct block *block)
{
	static uint32_t word;

	block->timed.call.arg[0] = (long)&word;
	block->timed.call.arg[1] = FUTEX_WAKE_PRIVATE;
	block->timed.call.arg[2] = 1;
	block->timed.call.expected = 0;
	call_is_there(block, "futex", stub_futex(&word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
}

static const struct variant futex_wake_variants[] = { GROWTH_THREADS, { 0 } };

BENCHMARK(futex_wake) = {
	.name = "futex_wake",
	.timed = timed_futex,
	.variants = futex_wake_variants,
	.begin = futex_wake_begin,
};
