/*
 * Ahead of all samples: the pair of reads must order what it should. A chain of
 * divisions, each waiting for the one before it, stands
 *
 *	between the reads: takes its latency, at least, and grows with its length
 *	ahead of them: must have ended when the first one reads
 *	behind them: must not have begun
 *
 * A read that did not wait would show the chain where it is not, or not show it
 * where it is. Each time is of several windows, for counters that one is too short
 * for, and the least of several such sums. Under icount all of it is exact. And the
 * counter must not go back.
 * Next: bench/fence_judge.c, bench/<arch>/fence.S. SPDX-License-Identifier: MIT
 */
#include "bench/fence.h"
#include "bench/bench.h"

#define SUMS  15
#define READS 10000

/* No core is faster, and none divides in less (uops.info; Arm's Software Optimization Guides). */
#define CORE_HZ_MOST   8000000000ul
#define LATENCY_CYCLES 5
/* What comes between, on a machine that is not quiet, fails the test; but not again and again. */
#define TRIES 5

static uint64_t windows_sum(timed_call *timed, long turns)
{
	struct timed t = { .call.arg[0] = turns, .batch = 1 };
	uint64_t sum = 0;

	t.series = &t.call;
	for (unsigned int i = 0; i < FENCE_SUM; i++) {
		timed(&t);
		sum += t.ticks;
	}
	return sum;
}

/* The least: what comes between can only add. */
static uint64_t measure(timed_call *timed, long turns)
{
	uint64_t least = windows_sum(timed, turns);

	for (unsigned int i = 0; i < SUMS; i++) {
		uint64_t sum = windows_sum(timed, turns);

		if (sum < least)
			least = sum;
	}
	return least;
}

static struct fence_times measure_all(void)
{
	return (struct fence_times){
		.empty = measure(timed_empty, 1),
		.within = { measure(fence_within, CHAIN_WITHIN),
			    measure(fence_within, 2 * CHAIN_WITHIN),
			    measure(fence_within, 4 * CHAIN_WITHIN) },
		.within_short = measure(fence_within, CHAIN_BESIDE),
		.before = measure(fence_before, CHAIN_BESIDE),
		.behind = measure(fence_behind, CHAIN_BESIDE),
	};
}

/*
 * Of FENCE_SUM windows, by a turn. A counter without a known rate is the TSC or
 * the core's own: neither is slower than a third of the core.
 */
static uint64_t turn_at_least(void)
{
	uint64_t hz = counter_frequency(), divisions = FENCE_SUM * CHAIN_DIVISIONS;

	if (!hz)
		return divisions;
	return divisions * LATENCY_CYCLES * (hz / 1000) / (CORE_HZ_MOST / 1000);
}

/* Whether the counter moves and never goes back; if not, why not. */
static bool counter_runs(char *why, size_t room)
{
	uint64_t first = counter_now(), before = first;

	for (unsigned int i = 0; i < READS; i++) {
		uint64_t now = counter_now();

		if (now < before) {
			format(why, room, "the counter went back, from %lu to %lu", before, now);
			return false;
		}
		before = now;
	}
	if (before == first)
		format(why, room, "the counter stood still: %u reads all gave %lu", READS, first);
	else
		fact("counter_monotonic=ok, %u reads", READS);
	return before != first;
}

static void facts_keep(const struct fence_times *t, const struct options *o)
{
	fact("fence=%s", fence_note(!o->emulated));
	fact("fence_selftest=ok");
	fact("fence_within=%lu, %lu, %lu of the counter in %u windows with %u divisions, twice and "
	     "four times as many; %lu with none",
	     t->within[0], t->within[1], t->within[2], FENCE_SUM, CHAIN_WITHIN * CHAIN_DIVISIONS,
	     t->empty);
	fact("fence_beside=%lu behind and %lu ahead of %u divisions, %lu around them", t->before,
	     t->behind, CHAIN_BESIDE * CHAIN_DIVISIONS, t->within_short);
}

bool fence_holds(const struct options *o, char *why, size_t room)
{
	unsigned int tries = 0;
	struct fence_times t;
	const char *wrong;

	if (!counter_runs(why, room))
		return false;
	do {
		t = measure_all();
		wrong = fence_judge(&t, o->emulated, turn_at_least());
	} while (wrong && !o->emulated && ++tries < TRIES);
	if (wrong)
		format(why, room,
		       "the pair of reads failed its self-test: %s (%lu empty; %lu, %lu, %lu, %lu "
		       "around; %lu behind it, %lu ahead of it)",
		       wrong, t.empty, t.within_short, t.within[0], t.within[1], t.within[2],
		       t.before, t.behind);
	else
		facts_keep(&t, o);
	return !wrong;
}

void fence_selftest(const struct options *o)
{
	char why[FENCE_WHY_MAX];

	if (!fence_holds(o, why, sizeof(why)))
		fail("%s", why);
}
