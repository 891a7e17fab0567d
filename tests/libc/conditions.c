/*
 * Condition variables: of each clock, signalled, broadcast, timed out; sleeps.
 * No time is printed: what is asserted is that none is cut short.
 * SPDX-License-Identifier: MIT
 */
#include "tests/libc/tap.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#define THREADS 16
#define MS 1000000ll
#define NS_PER_S 1000000000ll

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static int waiting, released, woken;

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static struct timespec from_ns(long long ns)
{
	return (struct timespec){ ns / NS_PER_S, ns % NS_PER_S };
}

static void make_condition(clockid_t clock)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	ok(!pthread_condattr_setclock(&attr, clock));
	ok(!pthread_cond_init(&changed, &attr));
	pthread_condattr_destroy(&attr);
}

static void test_timeout(clockid_t clock)
{
	long long start = now(clock), end = start + 30 * MS;
	struct timespec t = from_ns(end), past = from_ns(start - MS);
	int error = 0;

	make_condition(clock);
	pthread_mutex_lock(&mutex);
	while (!error)
		error = pthread_cond_timedwait(&changed, &mutex, &t);
	ok(error == ETIMEDOUT);
	ok(now(clock) >= end);
	ok(pthread_cond_timedwait(&changed, &mutex, &past) == ETIMEDOUT);
	ok(pthread_mutex_trylock(&mutex) == EBUSY);
	pthread_mutex_unlock(&mutex);
	ok(!pthread_cond_destroy(&changed));
}

static void *wait_for_release(void *with_timeout)
{
	struct timespec far = from_ns(now(CLOCK_MONOTONIC) + 3600 * NS_PER_S);

	pthread_mutex_lock(&mutex);
	waiting++;
	while (!released) {
		if (with_timeout)
			pthread_cond_timedwait(&changed, &mutex, &far);
		else
			pthread_cond_wait(&changed, &mutex);
	}
	released--;
	woken++;
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static bool all_wait(void)
{
	bool all;

	pthread_mutex_lock(&mutex);
	all = waiting == THREADS;
	pthread_mutex_unlock(&mutex);
	return all;
}

static void release(int n, bool broadcast)
{
	pthread_mutex_lock(&mutex);
	released += n;
	if (broadcast)
		pthread_cond_broadcast(&changed);
	else
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
}

static bool eventually_woken(int n)
{
	for (int i = 0; i < 5000; i++) {
		int seen;

		pthread_mutex_lock(&mutex);
		seen = woken;
		pthread_mutex_unlock(&mutex);
		if (seen == n)
			return true;
		usleep(1000);
	}
	return false;
}

static void test_wake(void)
{
	pthread_t threads[THREADS];

	make_condition(CLOCK_MONOTONIC);
	for (intptr_t i = 0; i < THREADS; i++)
		ok(!pthread_create(&threads[i], NULL, wait_for_release, (void *)(i % 2)));
	while (!all_wait())
		sched_yield();
	release(1, false);
	ok(eventually_woken(1));
	release(1, false);
	ok(eventually_woken(2));
	release(THREADS - 2, true);
	ok(eventually_woken(THREADS));
	for (int i = 0; i < THREADS; i++)
		ok(!pthread_join(threads[i], NULL));
	ok(!pthread_cond_destroy(&changed));
}

static void test_sleep(clockid_t clock)
{
	long long start = now(clock);
	struct timespec span = from_ns(20 * MS), at = from_ns(start + 60 * MS);

	ok(!clock_nanosleep(clock, 0, &span, NULL));
	ok(now(clock) >= start + 20 * MS);
	ok(!clock_nanosleep(clock, TIMER_ABSTIME, &at, NULL));
	ok(now(clock) >= start + 60 * MS);
	ok(!clock_nanosleep(clock, TIMER_ABSTIME, &at, NULL));
	span.tv_nsec = NS_PER_S;
	ok(clock_nanosleep(clock, 0, &span, NULL) == EINVAL);
}

int main(void)
{
	test_timeout(CLOCK_REALTIME);
	test_timeout(CLOCK_MONOTONIC);
	test_wake();
	test_sleep(CLOCK_REALTIME);
	test_sleep(CLOCK_MONOTONIC);
	return done();
}
