/*
 * Two threads that take turns; the other one, the partner, does nothing else.
 *
 * `yield`: from before sched_yield to behind it, the partner, which waits in its
 * own, having run in between: two calls and two switches, there and back.
 * `switch`: one way of that: from before the sched_yield of the one thread to
 * behind that of the other. A call's way in, one switch, a call's way out.
 * `futex_pingpong`: the partner's word set, FUTEX_WAKE on it, FUTEX_WAIT on ours
 * until the partner has answered in the same way: two wakes, two waits that
 * sleep, two switches. All futexes are private.
 *
 * A kernel is free to give the CPU back to who yielded it, and Linux does now and
 * then: the window goes on until the partner has had its turn.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/futex.h>

_Static_assert(FUTEX_WAIT_PRIVATE == PAIR_WAIT && FUTEX_WAKE_PRIVATE == PAIR_WAKE,
	       "window.S calls them");

static struct pair pair;
static struct user_thread partner;
static char stack[4096] __aligned_to(16);
static uint32_t turns_before;

static void pair_arrange(struct block *block)
{
	block->timed.call.arg[0] = (long)&pair;
	turns_before = READ_ONCE(pair.turns);
}

/* With no tick and one CPU it is one turn; Linux may give the partner more. */
static void pair_check(struct block *block)
{
	uint32_t turns = READ_ONCE(pair.turns) - turns_before;

	must(READ_ONCE(pair.results), "a call of the two threads");
	if (turns == 0 || (on_trapgate && turns != 1))
		fail("%s: the partner had %u turns instead of one", block->cell->bench->name,
		     turns);
}

/* One turn ahead of all timing, in which the partner comes to where it waits. */
static void pair_start(struct block *block, void (*run)(struct pair *))
{
	pair = (struct pair){ 0 };
	must(thread_start(&partner, stack + sizeof(stack), (void (*)(void *))run, &pair), "clone");
	pair_arrange(block);
	block->cell->bench->timed(&block->timed);
	pair_check(block);
}

static void yield_begin(struct block *block)
{
	if (call_is_there(block, "sched_yield", stub_sched_yield()))
		pair_start(block, partner_yield);
}

static void switch_begin(struct block *block)
{
	if (call_is_there(block, "sched_yield", stub_sched_yield()))
		pair_start(block, partner_switch);
}

static void pingpong_begin(struct block *block)
{
	long result = stub_futex(&pair.ours, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);

	if (call_is_there(block, "futex", result))
		pair_start(block, partner_futex);
}

static void pair_end(struct block *block)
{
	(void)block;
	WRITE_ONCE(pair.stop, 1);
	must(thread_join(&partner), "futex, waiting for a thread's end");
}

static void pingpong_end(struct block *block)
{
	WRITE_ONCE(pair.stop, 1);
	WRITE_ONCE(pair.theirs, 1);
	must(stub_futex(&pair.theirs, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), "futex");
	pair_end(block);
}

BENCHMARK(yield) = {
	.name = "yield",
	.timed = timed_yield,
	.begin = yield_begin,
	.arrange = pair_arrange,
	.check = pair_check,
	.end = pair_end,
};

BENCHMARK(switch) = {
	.name = "switch",
	.timed = timed_switch,
	.begin = switch_begin,
	.arrange = pair_arrange,
	.check = pair_check,
	.end = pair_end,
};

BENCHMARK(futex_pingpong) = {
	.name = "futex_pingpong",
	.timed = timed_futex_pingpong,
	.begin = pingpong_begin,
	.arrange = pair_arrange,
	.check = pair_check,
	.end = pingpong_end,
};
