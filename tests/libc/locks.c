/*
 * What a C library makes of futexes: every kind of mutex, read-write locks,
 * semaphores, barriers, spin locks. SPDX-License-Identifier: MIT
 */
#include "tests/libc/tap.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define THREADS 8
#define TURNS 5000

static pthread_mutex_t mutex;
static volatile long counter;

static struct timespec after_ms(clockid_t clock, long ms)
{
	struct timespec t;

	clock_gettime(clock, &t);
	t.tv_nsec += ms * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static void *run(void *(*fn)(void *), void *arg)
{
	pthread_t thread;
	void *value = NULL;

	if (pthread_create(&thread, NULL, fn, arg) || pthread_join(thread, &value))
		return (void *)-1;
	return value;
}

static bool run_many(void *(*fn)(void *))
{
	pthread_t threads[THREADS];
	bool good = true;

	for (intptr_t i = 0; i < THREADS; i++)
		good &= !pthread_create(&threads[i], NULL, fn, (void *)i);
	for (int i = 0; i < THREADS; i++)
		good &= !pthread_join(threads[i], NULL);
	return good;
}

static void *try_lock(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)pthread_mutex_trylock(&mutex);
}

static void *unlock(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)pthread_mutex_unlock(&mutex);
}

static void *lock_until(void *unused)
{
	struct timespec t = after_ms(CLOCK_REALTIME, 20);

	(void)unused;
	return (void *)(intptr_t)pthread_mutex_timedlock(&mutex, &t);
}

static void make_mutex(int type, int robust)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	ok(!pthread_mutexattr_settype(&attr, type));
	ok(!pthread_mutexattr_setrobust(&attr, robust));
	ok(!pthread_mutex_init(&mutex, &attr));
	pthread_mutexattr_destroy(&attr);
}

static void *count(void *unused)
{
	(void)unused;
	for (int i = 0; i < TURNS; i++) {
		pthread_mutex_lock(&mutex);
		counter = counter + 1;
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void test_mutex(int type)
{
	make_mutex(type, PTHREAD_MUTEX_STALLED);
	counter = 0;
	ok(run_many(count));
	ok(counter == THREADS * TURNS);
	ok(!pthread_mutex_lock(&mutex));
	ok(run(try_lock, NULL) == (void *)EBUSY);
	ok(run(lock_until, NULL) == (void *)ETIMEDOUT);
	if (type == PTHREAD_MUTEX_RECURSIVE) {
		ok(!pthread_mutex_lock(&mutex));
		ok(!pthread_mutex_unlock(&mutex));
		ok(run(try_lock, NULL) == (void *)EBUSY);
	}
	if (type == PTHREAD_MUTEX_ERRORCHECK)
		ok(pthread_mutex_lock(&mutex) == EDEADLK);
	if (type != PTHREAD_MUTEX_NORMAL)
		ok(run(unlock, NULL) == (void *)EPERM);
	ok(!pthread_mutex_unlock(&mutex));
	ok(!pthread_mutex_destroy(&mutex));
}

static void *lock_and_end(void *unused)
{
	pthread_mutex_lock(&mutex);
	return unused;
}

static void *end_while_waited_for(void *unused)
{
	struct timespec moment = { 0, 50000000 };

	pthread_mutex_lock(&mutex);
	*(volatile bool *)unused = true;
	nanosleep(&moment, NULL);
	return NULL;
}

static void test_robust(void)
{
	volatile bool held = false;
	pthread_t thread;

	make_mutex(PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_ROBUST);
	ok(!run(lock_and_end, NULL));
	ok(pthread_mutex_lock(&mutex) == EOWNERDEAD);
	ok(!pthread_mutex_consistent(&mutex));
	ok(!pthread_mutex_unlock(&mutex));
	ok(!pthread_create(&thread, NULL, end_while_waited_for, (void *)&held));
	while (!held)
		;
	ok(pthread_mutex_lock(&mutex) == EOWNERDEAD);
	ok(!pthread_join(thread, NULL));
	ok(!pthread_mutex_unlock(&mutex));
	ok(pthread_mutex_lock(&mutex) == ENOTRECOVERABLE);
	pthread_mutex_destroy(&mutex);
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static volatile long pair[2];
static volatile bool torn;

static void *read_and_write(void *arg)
{
	for (int i = 0; i < TURNS; i++) {
		if ((i + (intptr_t)arg) % 4) {
			pthread_rwlock_rdlock(&rwlock);
			if (pair[0] != pair[1])
				torn = true;
		} else {
			pthread_rwlock_wrlock(&rwlock);
			pair[0] = pair[0] + 1;
			pair[1] = pair[1] + 1;
		}
		pthread_rwlock_unlock(&rwlock);
	}
	return NULL;
}

static void *try_read(void *unused)
{
	int error = pthread_rwlock_tryrdlock(&rwlock);

	(void)unused;
	if (!error)
		pthread_rwlock_unlock(&rwlock);
	return (void *)(intptr_t)error;
}

static void *write_until(void *unused)
{
	struct timespec t = after_ms(CLOCK_REALTIME, 20);

	(void)unused;
	return (void *)(intptr_t)pthread_rwlock_timedwrlock(&rwlock, &t);
}

static void test_rwlock(void)
{
	ok(run_many(read_and_write));
	ok(!torn);
	ok(pair[0] == THREADS * TURNS / 4);
	ok(!pthread_rwlock_rdlock(&rwlock));
	ok(run(try_read, NULL) == 0);
	ok(run(write_until, NULL) == (void *)ETIMEDOUT);
	ok(!pthread_rwlock_unlock(&rwlock));
	ok(!pthread_rwlock_wrlock(&rwlock));
	ok(run(try_read, NULL) == (void *)EBUSY);
	ok(!pthread_rwlock_unlock(&rwlock));
}

static sem_t items, rooms;
static int ring[4];
static volatile int ring_in, ring_out;

/* Half of them fill the ring, half empty it. */
static void *pass_items(void *arg)
{
	for (int i = 0; i < TURNS; i++) {
		bool fill = (intptr_t)arg % 2;

		sem_wait(fill ? &rooms : &items);
		pthread_mutex_lock(&mutex);
		if (fill) {
			ring[ring_in % 4] = ring_in;
			ring_in = ring_in + 1;
		} else {
			torn |= ring[ring_out % 4] != ring_out;
			ring_out = ring_out + 1;
		}
		pthread_mutex_unlock(&mutex);
		sem_post(fill ? &items : &rooms);
	}
	return NULL;
}

static void test_semaphore(void)
{
	struct timespec t;
	int value = -1;

	torn = false;
	pthread_mutex_init(&mutex, NULL);
	ok(!sem_init(&items, 0, 0) && !sem_init(&rooms, 0, 4));
	ok(run_many(pass_items));
	ok(!torn && ring_in == THREADS / 2 * TURNS && ring_out == ring_in);
	ok(!sem_getvalue(&rooms, &value) && value == 4);
	ok(sem_trywait(&items) == -1 && errno == EAGAIN);
	t = after_ms(CLOCK_REALTIME, 20);
	ok(sem_timedwait(&items, &t) == -1 && errno == ETIMEDOUT);
	ok(!sem_post(&items) && !sem_timedwait(&items, &t));
}

static pthread_barrier_t barrier;
static volatile int arrived[THREADS], serial;

static void *meet(void *arg)
{
	for (int round = 1; round <= 200; round++) {
		arrived[(intptr_t)arg] = round;
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			serial = serial + 1;
		for (int i = 0; i < THREADS; i++)
			torn |= arrived[i] != round;
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

static void test_barrier(void)
{
	torn = false;
	ok(!pthread_barrier_init(&barrier, NULL, THREADS));
	ok(run_many(meet));
	ok(!torn);
	ok(serial == 200);
	ok(!pthread_barrier_destroy(&barrier));
}

static pthread_spinlock_t spinlock;

static void *spin_and_count(void *unused)
{
	for (int i = 0; i < TURNS; i++) {
		pthread_spin_lock(&spinlock);
		counter = counter + 1;
		pthread_spin_unlock(&spinlock);
	}
	return unused;
}

static void test_spinlock(void)
{
	counter = 0;
	ok(!pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE));
	ok(run_many(spin_and_count));
	ok(counter == THREADS * TURNS);
}

int main(void)
{
	test_mutex(PTHREAD_MUTEX_NORMAL);
	test_mutex(PTHREAD_MUTEX_RECURSIVE);
	test_mutex(PTHREAD_MUTEX_ERRORCHECK);
	test_robust();
	test_rwlock();
	test_semaphore();
	test_barrier();
	test_spinlock();
	return done();
}
