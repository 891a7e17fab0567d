/*
 * What a thread has of its own, and what its end does: thread-local variables,
 * keys with destructors, clean-up handlers, stacks of many sizes, detached
 * threads. Next: conditions.c. SPDX-License-Identifier: MIT
 */
#include "tests/libc/tap.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 50

static _Thread_local int initialised = 42;
static _Thread_local char zero[5000];
static _Thread_local _Alignas(64) int aligned = 7;

static void *use_locals(void *arg)
{
	bool fine = initialised == 42 && !zero[0] && !zero[4999] && aligned == 7 &&
		    !((uintptr_t)&aligned % 64);

	initialised = (intptr_t)arg;
	memset(zero, (int)(intptr_t)arg, sizeof(zero));
	errno = (intptr_t)arg;
	return fine && initialised == (intptr_t)arg && errno == (intptr_t)arg ? arg : NULL;
}

static void test_locals(void)
{
	pthread_t threads[THREADS];
	int fine = 0;

	for (intptr_t i = 0; i < THREADS; i++)
		fine += !pthread_create(&threads[i], NULL, use_locals, (void *)(i + 1));
	ok(fine == THREADS);
	fine = errno = 0;
	for (intptr_t i = 0; i < THREADS; i++) {
		void *value;

		fine += !pthread_join(threads[i], &value) && value == (void *)(i + 1);
	}
	ok(fine == THREADS && !errno);
	ok(initialised == 42 && !zero[0] && aligned == 7);
}

static pthread_key_t keys[3];
static char trace[64];

static void note(char letter)
{
	size_t length = strlen(trace);

	if (length < sizeof(trace) - 1)
		trace[length] = letter;
}

/* The second is set again by its own destructor, twice. */
static void destroy(void *value)
{
	int n = *(char *)value - '0';

	note(*(char *)value);
	if (n == 1 && strlen(trace) < 4)
		pthread_setspecific(keys[1], value);
}

static void clean(void *letter)
{
	note(*(char *)letter);
}

static void *set_keys(void *by_exit)
{
	pthread_cleanup_push(clean, "a");
	pthread_cleanup_push(clean, "b");
	pthread_setspecific(keys[0], "0");
	pthread_setspecific(keys[1], "1");
	note('-');
	if (by_exit)
		pthread_exit(by_exit);
	pthread_cleanup_pop(1);
	pthread_cleanup_pop(0);
	return NULL;
}

static void run_keys(void *by_exit)
{
	pthread_t thread;
	void *value = &thread;

	memset(trace, 0, sizeof(trace));
	ok(!pthread_create(&thread, NULL, set_keys, by_exit));
	ok(!pthread_join(thread, &value) && value == by_exit);
	puts(trace);
}

static void test_keys(void)
{
	for (int i = 0; i < 3; i++)
		ok(!pthread_key_create(&keys[i], destroy));
	ok(!pthread_getspecific(keys[0]));
	ok(!pthread_setspecific(keys[2], "2"));
	run_keys(NULL);
	run_keys(trace);
	ok(!strcmp(pthread_getspecific(keys[2]), "2"));
	ok(!pthread_key_delete(keys[0]));
	run_keys(NULL);
}

static void *use_stack(void *size)
{
	volatile char *deep = __builtin_alloca((size_t)size);

	for (size_t i = 0; i < (size_t)size; i += 4096)
		deep[i] = 1;
	deep[(size_t)size - 1] = 1;
	return size;
}

static void test_stacks(void)
{
	/* The least that glibc takes on arm64; it takes less elsewhere. */
	static const size_t sizes[] = { 131072, 1 << 20, 8 << 20, 64 << 20 };
	static _Alignas(4096) char own[1 << 18];
	pthread_attr_t attr;
	pthread_t thread;
	void *value;

	for (int i = 0; i < 4; i++) {
		pthread_attr_init(&attr);
		ok(!pthread_attr_setstacksize(&attr, sizes[i]));
		ok(!pthread_create(&thread, &attr, use_stack, (void *)(sizes[i] / 2)));
		ok(!pthread_join(thread, &value) && value == (void *)(sizes[i] / 2));
		pthread_attr_destroy(&attr);
	}
	pthread_attr_init(&attr);
	ok(!pthread_attr_setstack(&attr, own, sizeof(own)));
	ok(!pthread_create(&thread, &attr, use_stack, (void *)(sizeof(own) / 2)));
	ok(!pthread_join(thread, &value));
	ok(own[0] == 0);
}

static sem_t ended;

static void post(void *unused)
{
	(void)unused;
	sem_post(&ended);
}

static void *end_detached(void *key)
{
	pthread_setspecific(*(pthread_key_t *)key, key);
	return NULL;
}

static void test_detached(void)
{
	pthread_key_t key;
	pthread_t thread;
	int fine = 0;

	ok(!sem_init(&ended, 0, 0) && !pthread_key_create(&key, post));
	for (int i = 0; i < 300; i++) {
		fine += !pthread_create(&thread, NULL, end_detached, &key) &&
			!pthread_detach(thread);
		if (i % 10 == 9)
			for (int n = 0; n < 10; n++)
				sem_wait(&ended);
	}
	ok(fine == 300);
}

static void *make_another(void *depth)
{
	pthread_t thread;
	void *value;

	if (!depth)
		return (void *)1;
	if (pthread_create(&thread, NULL, make_another, (void *)((intptr_t)depth - 1)) ||
	    pthread_join(thread, &value))
		return NULL;
	return (void *)((intptr_t)value + 1);
}

static void say_end(void)
{
	puts("at exit");
}

/* The first thread ends before the last, which takes the process with it as main's return would. */
static void *end_process(void *first)
{
	ok(!pthread_join(*(pthread_t *)first, NULL));
	exit(done());
}

int main(void)
{
	static pthread_t self;
	pthread_t thread;

	atexit(say_end);
	test_locals();
	test_keys();
	test_stacks();
	test_detached();
	ok(make_another((void *)100) == (void *)101);
	self = pthread_self();
	ok(!pthread_create(&thread, NULL, end_process, &self));
	pthread_exit(NULL);
}
