/* C11's threads, mutexes, conditions and storage. SPDX-License-Identifier: MIT */
#include "tests/libc/tap.h"

#include <stdatomic.h>
#include <threads.h>
#include <time.h>

#define THREADS 8
#define TURNS 3000

static mtx_t mutex;
static cnd_t changed;
static tss_t slot;
static once_flag once = ONCE_FLAG_INIT;
static int turn, once_count, destroyed;
static long counter;
static atomic_long atomic_counter;
static thread_local int own;

static void count_once(void)
{
	once_count++;
}

static void destroy(void *value)
{
	mtx_lock(&mutex);
	destroyed += *(int *)value;
	mtx_unlock(&mutex);
}

static int count(void *arg)
{
	own = *(int *)arg;
	call_once(&once, count_once);
	tss_set(slot, arg);
	for (int i = 0; i < TURNS; i++) {
		mtx_lock(&mutex);
		counter++;
		mtx_unlock(&mutex);
		atomic_fetch_add(&atomic_counter, 1);
		if (i % 100 == 0)
			thrd_yield();
	}
	return own;
}

static void test_counting(void)
{
	static int numbers[THREADS];
	thrd_t threads[THREADS];
	int sum = 0;

	ok(mtx_init(&mutex, mtx_timed) == thrd_success);
	ok(tss_create(&slot, destroy) == thrd_success);
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i + 1;
		ok(thrd_create(&threads[i], count, &numbers[i]) == thrd_success);
	}
	for (int i = 0; i < THREADS; i++) {
		int result;

		ok(thrd_join(threads[i], &result) == thrd_success && result == i + 1);
		sum += i + 1;
	}
	ok(counter == THREADS * TURNS && atomic_counter == counter);
	ok(once_count == 1);
	ok(destroyed == sum);
	ok(own == 0);
}

/* Round they go: each waits for its own number. */
static int take_turns(void *arg)
{
	int mine = *(int *)arg;

	mtx_lock(&mutex);
	for (int i = 0; i < 50; i++) {
		while (turn % THREADS != mine)
			cnd_wait(&changed, &mutex);
		turn++;
		cnd_broadcast(&changed);
	}
	mtx_unlock(&mutex);
	thrd_exit(mine);
}

static void test_turns(void)
{
	static int numbers[THREADS];
	thrd_t threads[THREADS];

	ok(cnd_init(&changed) == thrd_success);
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		ok(thrd_create(&threads[i], take_turns, &numbers[i]) == thrd_success);
	}
	for (int i = 0; i < THREADS; i++) {
		int result;

		ok(thrd_join(threads[i], &result) == thrd_success && result == i);
	}
	ok(turn == THREADS * 50);
}

static int lock_for_a_while(void *unused)
{
	struct timespec until;

	(void)unused;
	timespec_get(&until, TIME_UTC);
	until.tv_sec++;
	return mtx_trylock(&mutex) == thrd_busy && mtx_timedlock(&mutex, &until) == thrd_timedout;
}

static void test_timed(void)
{
	struct timespec until, moment = { 0, 10000000 };
	thrd_t thread;
	int result;

	ok(thrd_sleep(&moment, NULL) == 0);
	mtx_lock(&mutex);
	timespec_get(&until, TIME_UTC);
	ok(cnd_timedwait(&changed, &mutex, &until) == thrd_timedout);
	ok(thrd_create(&thread, lock_for_a_while, NULL) == thrd_success);
	ok(thrd_join(thread, &result) == thrd_success && result == 1);
	mtx_unlock(&mutex);
	ok(thrd_equal(thrd_current(), thrd_current()));
}

int main(void)
{
	test_counting();
	test_turns();
	test_timed();
	return done();
}
