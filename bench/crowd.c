/*
 * The threads that a cell is measured among: they wait, each on a futex word of
 * its own, and use nothing else. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/futex.h>

/* For a few frames: no signal is ever handled on it. */
#define STACK_SIZE 512

static char stacks[THREADS_MAX][STACK_SIZE] __aligned_to(16);
static struct user_thread threads[THREADS_MAX];
static uint32_t words[THREADS_MAX];
static uint32_t alive, started;

static void wait_for_release(void *arg)
{
	uint32_t *word = arg;

	__atomic_fetch_add(&started, 1, __ATOMIC_RELAXED);
	while (READ_ONCE(*word) == 0)
		stub_futex(word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

/* All of them have begun, and have had a turn to go to sleep in. */
static void crowd_settle(void)
{
	while (READ_ONCE(started) != alive)
		must(stub_sched_yield(), "sched_yield");
	must(stub_sched_yield(), "sched_yield");
}

static void crowd_shrink(uint32_t n)
{
	while (alive > n) {
		alive--;
		WRITE_ONCE(words[alive], 1);
		must(stub_futex(&words[alive], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), "futex");
		must(thread_join(&threads[alive]), "futex, waiting for a thread's end");
		started--;
	}
}

static long crowd_grow(uint32_t n)
{
	while (alive < n) {
		long result;

		words[alive] = 0;
		result = thread_start(&threads[alive], stacks[alive] + STACK_SIZE, wait_for_release,
				      &words[alive]);
		if (IS_ERROR(result))
			return result;
		alive++;
	}
	return 0;
}

void crowd_set(struct cell *cell)
{
	uint32_t n = cell->variant->threads;
	long error;

	if (alive == n)
		return;
	crowd_shrink(n);
	error = crowd_grow(n);
	crowd_settle();
	if (!error)
		return;
	refuse(cell, "clone made %u threads of %u: errno %ld", alive, n, -error);
	crowd_shrink(0);
}
