/*
 * Ten thousand threads at once: all of them wait, sleep, are moved, woken and
 * joined; and a hundred thousand one after the other, which leave memory as it was.
 * crowd [THREADS [PAIRS [SEED]]]. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/futex.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define STACK_SIZE 4096
#define MS 1000000ll
#define NS_PER_S 1000000000ll

struct member {
	struct user_thread thread;
	uint32_t word, seed;
	long result;
	long long deadline, woke;
};

static uint64_t count = 10000, pairs = 100000, seed = 1;
static struct member *members;
static uint8_t *stacks;
static uint32_t gate, second_gate, arrived;

/* Below n: the top 24 bits of a linear congruential generator as a fraction of it. */
static long random_below(uint32_t *state, uint64_t n)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 8) * n >> 24;
}

static void *map(size_t size)
{
	long addr = stub_mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (IS_ERROR(addr))
		die("no memory for %lu threads", count);
	return (void *)addr;
}

static long long now(void)
{
	struct __kernel_timespec t;

	stub_clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static struct __kernel_timespec timespec(long long ns)
{
	return (struct __kernel_timespec){ ns / NS_PER_S, ns % NS_PER_S };
}

static long futex(uint32_t *word, long op, long value, const void *value2, uint32_t *word2, long value3)
{
	return stub_futex(word, op | FUTEX_PRIVATE_FLAG, value, value2, word2, value3);
}

static void arrive(void)
{
	__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
}

static bool all_arrived(void)
{
	const struct __kernel_timespec ms = timespec(MS);

	for (int i = 0; i < 20000 && READ_ONCE(arrived) < count; i++)
		stub_nanosleep(&ms, NULL);
	return arrived == count;
}

static bool start_all(void (*fn)(void *))
{
	unsigned int started = 0;

	arrived = 0;
	for (unsigned int i = 0; i < count; i++)
		started += thread_start(&members[i].thread, stacks + (i + 1ul) * STACK_SIZE, fn,
					&members[i]) > 0;
	return is(started, count, "%lu threads start", count);
}

static void join_all(void)
{
	unsigned int joined = 0;

	for (unsigned int i = 0; i < count; i++)
		joined += thread_join(&members[i].thread) == 0;
	is(joined, count, "all are joined");
}

static unsigned int count_results(long result)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < count; i++)
		n += members[i].result == result;
	return n;
}

static void wait_at_gate(void *arg)
{
	struct member *self = arg;

	arrive();
	self->result = futex(&gate, FUTEX_WAIT, 0, NULL, NULL, 0);
}

/* Wakes and moves some at a time until none is left to be met on either word. */
static unsigned int wake_by_stages(void)
{
	uint32_t state = seed;
	unsigned int woken = 0;

	while (woken < count) {
		long wakes = random_below(&state, 100), moves = random_below(&state, 300);
		long n = futex(&gate, FUTEX_REQUEUE, wakes, (void *)moves, &second_gate, 0);

		woken += n < wakes ? n : wakes;
		n = futex(&second_gate, FUTEX_WAKE, 1 + random_below(&state, 200), NULL, NULL, 0);
		woken += n;
	}
	return woken;
}

static void test_one_word(void)
{
	start_all(wait_at_gate);
	ok(all_arrived(), "all are about to wait");
	stub_sched_yield();
	is(wake_by_stages(), count, "each is woken once, on one word or the other");
	join_all();
	is(count_results(0) + count_results(-EAGAIN), count, "they know it");
}

/* A random number of them time out, the others are woken: nobody is lost between. */
static void wait_on_own(void *arg)
{
	struct member *self = arg;
	const struct __kernel_timespec t = timespec(random_below(&self->seed, 40 * MS));

	arrive();
	self->result = futex(&self->word, FUTEX_WAIT, 0, self->seed % 3 ? &t : NULL, NULL, 0);
}

static void test_own_words(void)
{
	unsigned int woken = 0;

	for (unsigned int i = 0; i < count; i++) {
		members[i].word = 0;
		members[i].seed = seed + i;
	}
	start_all(wait_on_own);
	ok(all_arrived(), "all wait, each on its own word");
	for (unsigned int i = 0; i < count; i++) {
		WRITE_ONCE(members[i].word, 1);
		woken += futex(&members[i].word, FUTEX_WAKE, 1, NULL, NULL, 0);
	}
	join_all();
	is(count_results(0), woken, "those that were woken know it");
	is(count_results(0) + count_results(-ETIMEDOUT) + count_results(-EAGAIN), count,
	   "of the others the time was out, or the word had changed");
}

static void sleep_random(void *arg)
{
	struct member *self = arg;
	struct __kernel_timespec t;

	self->deadline = now() + random_below(&self->seed, 200 * MS);
	t = timespec(self->deadline);
	self->result = stub_syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, (long)&t, 0,
				    0, 0);
	self->woke = now();
	arrive();
}

static void test_sleepers(void)
{
	unsigned int early = 0;

	start_all(sleep_random);
	ok(all_arrived(), "all wake from their sleep");
	join_all();
	for (unsigned int i = 0; i < count; i++)
		early += members[i].woke < members[i].deadline;
	is(early, 0, "none before its time");
	is(count_results(0), count, "none with an error");
}

static void yield_some(void *arg)
{
	struct member *self = arg;

	for (int i = 0; i < 5; i++)
		stub_sched_yield();
	self->result = stub_gettid();
	arrive();
}

/* Ids rise; once, where a kernel has few of them, they may begin again. */
static void test_yield(void)
{
	unsigned int rising = 0;

	start_all(yield_some);
	ok(all_arrived(), "all come through their yields");
	join_all();
	for (unsigned int i = 1; i < count; i++)
		rising += members[i].result > members[i - 1].result;
	ok(rising + 2 >= count, "each has an id of its own");
}

static void do_nothing(void *arg)
{
	(void)arg;
}

static long free_pages(void)
{
	return on_trapgate ? control(CONTROL_FREE_PAGES, 0, 0) : 0;
}

static void make_pairs(uint64_t n)
{
	struct user_thread thread;

	for (uint64_t i = 0; i < n; i++)
		if (thread_start(&thread, stacks + STACK_SIZE, do_nothing, NULL) < 0 ||
		    thread_join(&thread))
			die("pair %lu", i);
}

/* The first pair may make what is then kept; a thread that has just ended is freed by the next. */
static void test_pairs(void)
{
	long before, after;

	make_pairs(2);
	before = free_pages();
	make_pairs(pairs);
	after = free_pages();
	is(after, before, "%lu threads, one after the other, leave memory as it was", pairs);
}

/* Some stacks are kept for the next threads, and the tables that mapped all of them. */
static void test_memory(long before)
{
	long kept;

	stub_munmap(members, count * sizeof(*members));
	stub_munmap(stacks, count * STACK_SIZE);
	kept = before - free_pages();
	if (!ok(kept < 1000, "the crowd's memory comes back"))
		note("%ld pages did not", kept);
}

static void read_arguments(int argc, char **argv)
{
	uint64_t *const numbers[] = { &count, &pairs, &seed };

	for (int i = 1; i < argc; i++)
		if (i > 3 || !parse_u64(argv[i], numbers[i - 1]))
			die("expected at most three numbers");
}

int main(int argc, char **argv, char **envp)
{
	long before;

	(void)envp;
	read_arguments(argc, argv);
	paths_init();
	before = free_pages();
	members = map(count * sizeof(*members));
	stacks = map(count * STACK_SIZE);
	test_one_word();
	test_own_words();
	test_sleepers();
	test_yield();
	test_pairs();
	test_memory(before);
	note("%lld ns, %ld ticks", now(), on_trapgate ? control(CONTROL_TICKS, 0, 0) : 0);
	return done();
}
