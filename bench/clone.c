/*
 * `clone`: a thread made as musl and glibc make one, as its parent sees the
 * call, from before the stub to behind it; joined outside of the window.
 * `clone_join`: until it is gone, its tid word cleared and the parent woken, by
 * FUTEX_WAIT on that word. The thread does nothing but exit. Its stack is a page
 * that is a mapping of its own among 100 others, at random (others.c). Variants:
 * while so many threads wait (crowd.c). SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

static struct user_thread thread;
static char trial_stack[4096] __aligned_to(16);
static char tls[64] __aligned_to(64);

static void clone_arrange(struct block *block)
{
	thread.word = 0;
	block->timed.call.arg[0] = THREAD_FLAGS | CLONE_SETTLS;
	block->timed.call.arg[1] = (long)(others_next(block) + page_size());
	block->timed.call.arg[2] = (long)&thread.word;
	block->timed.call.arg[3] = (long)tls;
}

static void clone_check(struct block *block)
{
	if (must(block->timed.result, "the timed clone") == 0)
		fail("clone returned 0 to the parent");
	must(thread_join(&thread), "futex, waiting for a thread's end");
}

static void do_nothing(void *arg)
{
	(void)arg;
}

/* The window waits by itself, and knows no error: what it relies on is tried here. */
static void clone_join_begin(struct block *block)
{
	(void)block;
	must(thread_start(&thread, trial_stack + sizeof(trial_stack), do_nothing, NULL), "clone");
	must(thread_join(&thread), "futex, waiting for a thread's end");
}

static void clone_join_check(struct block *block)
{
	if (must(block->timed.result, "the timed clone") == 0)
		fail("clone returned 0 to the parent");
	if (READ_ONCE(thread.word) != 0)
		fail("the window closed before the thread was gone");
}

static const struct variant clone_variants[] = { GROWTH_THREADS, { 0 } };

BENCHMARK(clone) = {
	.name = "clone",
	.memory = true,
	.timed = timed_clone,
	.variants = clone_variants,
	.arrange = clone_arrange,
	.check = clone_check,
};

BENCHMARK(clone_join) = {
	.name = "clone_join",
	.memory = true,
	.timed = timed_clone_join,
	.variants = clone_variants,
	.begin = clone_join_begin,
	.arrange = clone_arrange,
	.check = clone_join_check,
};
