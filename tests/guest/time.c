/*
 * clock_gettime and nanosleep: clocks that go forward, sleeps of their length.
 * time [SECONDS]: one more sleep, of so many. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define NS_PER_S 1000000000LL
#define MS 1000000LL

static long long now(long clock)
{
	struct __kernel_timespec t;

	if (stub_clock_gettime(clock, &t))
		return -1;
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void test_clock(long clock, const char *name)
{
	struct __kernel_timespec t = { .tv_nsec = -1 };
	long long last = now(clock);
	bool forward = true;

	is(stub_clock_gettime(clock, &t), 0, "%s can be read", name);
	ok(t.tv_nsec >= 0 && t.tv_nsec < NS_PER_S, "%s: nanoseconds are less than a second", name);
	for (int i = 0; i < 10000; i++) {
		long long next = now(clock);

		forward &= next >= last;
		last = next;
	}
	ok(forward, "%s never goes back", name);
}

static void sleep_and_measure(long long ns)
{
	const struct __kernel_timespec t = { ns / NS_PER_S, ns % NS_PER_S };
	long long start = now(CLOCK_MONOTONIC), slept;

	is(stub_nanosleep(&t, NULL), 0, "nanosleep of %lld ms", ns / MS);
	slept = now(CLOCK_MONOTONIC) - start;
	/* Never less; more by what a busy host takes, which half a second is far above. */
	if (!ok(slept >= ns && slept < ns + 500 * MS, "takes so long"))
		note("it took %lld ns", slept);
}

static void test_errors(void)
{
	struct __kernel_timespec t = { 0, NS_PER_S };

	is(stub_clock_gettime(99, &t), -EINVAL, "a clock that there is not");
	is(stub_clock_gettime(CLOCK_MONOTONIC, (void *)-4096), -EFAULT, "time to a kernel address");
	is(stub_clock_gettime(CLOCK_MONOTONIC, (void *)16), -EFAULT, "time to nowhere");
	is(stub_nanosleep(&t, NULL), -EINVAL, "nanosleep of too many nanoseconds");
	t.tv_nsec = -1;
	is(stub_nanosleep(&t, NULL), -EINVAL, "nanosleep of negative nanoseconds");
	t.tv_nsec = 0;
	t.tv_sec = -1;
	is(stub_nanosleep(&t, NULL), -EINVAL, "nanosleep of negative seconds");
	is(stub_nanosleep((void *)16, NULL), -EFAULT, "nanosleep from nowhere");
}

static uint8_t stack[16384] __aligned_to(16);
static long long woke_at;

static void sleep_short(void *arg)
{
	const struct __kernel_timespec t = { 0, 10 * MS };

	(void)arg;
	stub_nanosleep(&t, NULL);
	woke_at = now(CLOCK_MONOTONIC);
}

/*
 * A sleeper wakes while another sleeps longer, and while another spins: before that
 * one's end, however long a host took the CPU away.
 */
static void test_two_sleepers(void)
{
	const struct __kernel_timespec t = { 0, 100 * MS };
	struct user_thread thread;
	long long start = now(CLOCK_MONOTONIC), end;

	thread_start(&thread, stack + sizeof(stack), sleep_short, NULL);
	stub_nanosleep(&t, NULL);
	end = now(CLOCK_MONOTONIC);
	thread_join(&thread);
	ok(woke_at - start >= 10 * MS && woke_at < end, "a short sleep ends during a long one");
	start = now(CLOCK_MONOTONIC);
	thread_start(&thread, stack + sizeof(stack), sleep_short, NULL);
	while ((end = now(CLOCK_MONOTONIC)) < start + 100 * MS)
		;
	thread_join(&thread);
	ok(woke_at - start >= 10 * MS && woke_at < end, "a sleep ends while another thread spins");
}

int main(int argc, char **argv, char **envp)
{
	uint64_t longest_s = 0;

	(void)envp;
	if (argc > 1 && !parse_u64(argv[1], &longest_s))
		die("expected seconds");
	test_clock(CLOCK_MONOTONIC, "CLOCK_MONOTONIC");
	test_clock(CLOCK_REALTIME, "CLOCK_REALTIME");
	test_errors();
	sleep_and_measure(0);
	sleep_and_measure(5 * MS);
	sleep_and_measure(250 * MS);
	sleep_and_measure(1100 * MS);
	test_two_sleepers();
	if (longest_s)
		sleep_and_measure((long long)longest_s * NS_PER_S);
	return done();
}
