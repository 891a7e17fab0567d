/*
 * Threads that never give the CPU away share it all the same: those that spin take
 * turns, and who sleeps or yields among them is not forgotten. fair shares: their
 * turns are of equal length, too, which holds only where no host takes the CPU away.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <linux/time.h>
#include <linux/time_types.h>

#define SPINNERS 5
#define MS 1000000ll
#define NS_PER_S 1000000000ll
#define TURN (4 * MS) /* proc/sched.h: TICK_NS */

static struct spinner {
	struct user_thread thread;
	uint8_t stack[8192] __aligned_to(16);
	unsigned long count, turns;
	long long cpu_ns;
} spinners[SPINNERS], sleeper, yielder;
static bool go, stop;
/* The spinner that has the CPU, as far as spinners go. */
static struct spinner *running;

static long long now(long clock)
{
	struct __kernel_timespec t;

	stub_clock_gettime(clock, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void sleep_for(long long ns)
{
	const struct __kernel_timespec t = { ns / NS_PER_S, ns % NS_PER_S };

	stub_nanosleep(&t, NULL);
}

static void spin(void *arg)
{
	struct spinner *self = arg;
	long long before;

	while (!READ_ONCE(go))
		stub_sched_yield();
	before = now(CLOCK_THREAD_CPUTIME_ID);
	while (!READ_ONCE(stop)) {
		self->count++;
		if (READ_ONCE(running) == self)
			continue;
		WRITE_ONCE(running, self);
		self->turns++;
	}
	self->cpu_ns = now(CLOCK_THREAD_CPUTIME_ID) - before;
}

static void sleep_often(void *arg)
{
	struct spinner *self = arg;

	for (; !READ_ONCE(stop); self->count++)
		sleep_for(MS);
}

static void yield_often(void *arg)
{
	struct spinner *self = arg;

	for (; !READ_ONCE(stop); self->count++)
		stub_sched_yield();
}

static void start(struct spinner *s, void (*fn)(void *))
{
	s->count = s->turns = 0;
	if (thread_start(&s->thread, s->stack + sizeof(s->stack), fn, s) < 0)
		die("cannot start a thread");
}

/* They begin together: to start them all takes a slow processor several turns. Returns how long they ran. */
static long long run_spinners(long long ns)
{
	long long began;

	WRITE_ONCE(go, false);
	WRITE_ONCE(stop, false);
	for (unsigned int i = 0; i < SPINNERS; i++)
		start(&spinners[i], spin);
	began = now(CLOCK_MONOTONIC);
	WRITE_ONCE(go, true);
	sleep_for(ns);
	WRITE_ONCE(stop, true);
	for (unsigned int i = 0; i < SPINNERS; i++)
		thread_join(&spinners[i].thread);
	return now(CLOCK_MONOTONIC) - began;
}

/*
 * The number of turns differs by one, and by another that a switch between a look
 * at `running` and the note of it hides or adds.
 */
static void test_turns(void)
{
	unsigned long least = UINT64_MAX, most = 0;

	run_spinners(SPINNERS * 20 * TURN);
	for (unsigned int i = 0; i < SPINNERS; i++) {
		unsigned long turns = spinners[i].turns;

		ok(spinners[i].count > 0, "spinner %u ran", i);
		least = turns < least ? turns : least;
		most = turns > most ? turns : most;
	}
	if (!on_trapgate)
		return skip("Linux promises no turns one after the other");
	if (!ok(least > 1 && most - least <= 2, "all came to as many turns, within two"))
		note("least %lu, most %lu", least, most);
}

/* On one CPU, the equal shares of a number of whole rounds differ by a turn at most. */
static void test_shares(void)
{
	long long least = INT64_MAX, most = 0, sum = 0, took = run_spinners(SPINNERS * 20 * TURN);

	for (unsigned int i = 0; i < SPINNERS; i++) {
		long long ns = spinners[i].cpu_ns;

		least = ns < least ? ns : least;
		most = ns > most ? ns : most;
		sum += ns;
	}
	if (!ok(most - least <= 2 * TURN, "all ran for as long, within two turns"))
		note("least %lld ns, most %lld ns", least, most);
	if (!ok(sum <= took && sum > took - took / 20, "together they had nearly all of the time"))
		note("%lld ns of %lld ns", sum, took);
}

/*
 * After each of its sleeps comes at most one round of the others. How many rounds
 * there were is counted: a host may have left the guest less time for them.
 */
static void test_among_spinners(void)
{
	unsigned long rounds = 0;

	WRITE_ONCE(stop, false);
	start(&sleeper, sleep_often);
	start(&yielder, yield_often);
	run_spinners(20 * (SPINNERS + 1) * TURN);
	thread_join(&sleeper.thread);
	thread_join(&yielder.thread);
	for (unsigned int i = 0; i < SPINNERS; i++)
		rounds = spinners[i].turns > rounds ? spinners[i].turns : rounds;
	if (!ok(sleeper.count >= rounds / 2, "a thread that sleeps comes to its turns"))
		note("%lu of %lu", sleeper.count, rounds);
	if (!ok(yielder.count >= rounds / 2, "one that yields, too"))
		note("%lu of %lu", yielder.count, rounds);
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	paths_init();
	test_turns();
	test_among_spinners();
	if (argc > 1 && !strcmp(argv[1], "shares"))
		test_shares();
	return done();
}
