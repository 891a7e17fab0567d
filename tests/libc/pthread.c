/* Threads of a C library: created, joined, excluding one another. SPDX-License-Identifier: MIT */
#include "tests/libc/tap.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

#define THREADS 4
#define TURNS	20000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local long own = 5;
static int once_count, turn;
static volatile long counter;

static void count_once(void)
{
	once_count++;
}

/* Long enough that the timer strikes while the mutex is held. */
static void *count(void *arg)
{
	pthread_once(&once, count_once);
	own += (intptr_t)arg;
	for (int i = 0; i < TURNS; i++) {
		pthread_mutex_lock(&mutex);
		counter = counter + 1;
		pthread_mutex_unlock(&mutex);
	}
	close(-1);
	return errno == EBADF ? (void *)own : NULL;
}

static void test_mutex(void)
{
	pthread_t threads[THREADS];
	void *values[THREADS];

	for (intptr_t i = 0; i < THREADS; i++)
		ok(pthread_create(&threads[i], NULL, count, (void *)i) == 0);
	errno = 0;
	for (int i = 0; i < THREADS; i++)
		ok(pthread_join(threads[i], &values[i]) == 0);
	for (intptr_t i = 0; i < THREADS; i++)
		ok(values[i] == (void *)(5 + i));
	ok(counter == THREADS * TURNS);
	ok(once_count == 1);
	ok(own == 5);
	ok(errno == 0);
}

/* Even turns are main's, odd ones the thread's. */
static void take_turns(int mine)
{
	pthread_mutex_lock(&mutex);
	while (turn < 100) {
		while (turn < 100 && turn % 2 != mine)
			pthread_cond_wait(&changed, &mutex);
		turn++;
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&mutex);
}

static void *odd_turns(void *unused)
{
	take_turns(1);
	pthread_exit(unused);
}

static void test_condition(void)
{
	pthread_t thread;

	ok(pthread_create(&thread, NULL, odd_turns, &turn) == 0);
	take_turns(0);
	void *value = NULL;
	ok(pthread_join(thread, &value) == 0 && value == &turn);
	ok(turn >= 100);
}

int main(void)
{
	test_mutex();
	test_condition();
	return done();
}
