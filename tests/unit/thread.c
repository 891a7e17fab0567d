/* Threads by id (proc/thread.c), with few enough ids that they run out. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Ids 1 to 40,000: more than the table has lists. */
#include <linux/futex.h>
#undef FUTEX_TID_MASK
#define FUTEX_TID_MASK 40000

#include "proc/thread.c"

#define THREADS 30000

static struct thread *threads[THREADS];
static int refused; /* the arch part that fails next, counted down; 0: none */

void *cache_alloc(struct cache *cache)
{
	return malloc(cache->size);
}

void cache_free(struct cache *cache, void *object)
{
	(void)cache;
	free(object);
}

void *kstack_alloc(void)
{
	return malloc(1);
}

void kstack_free(void *kstack)
{
	free(kstack);
}

int arch_thread_init(struct thread *t)
{
	(void)t;
	return refused && !--refused ? -1 : 0;
}

void arch_thread_free(struct thread *t)
{
	(void)t;
}

static unsigned int random_under(unsigned int n)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

/* Who lives is found, by an id that nobody else has; who has gone is not. */
static void test_ids(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 200000; i++) {
		struct thread **t = &threads[random_under(THREADS)];
		int tid;

		if (!*t) {
			*t = thread_create();
			assert_non_null(*t);
			assert_in_range((*t)->tid, 1, FUTEX_TID_MASK);
			assert_ptr_equal(thread_find((*t)->tid), *t);
			continue;
		}
		tid = (*t)->tid;
		assert_ptr_equal(thread_find(tid), *t);
		(*t)->state = THREAD_DEAD;
		assert_null(thread_find(tid));
		thread_leave();
		thread_destroy(*t);
		assert_null(thread_find(tid));
		*t = NULL;
	}
	assert_null(thread_find(0));
	assert_null(thread_find(-1));
}

static void test_unique(void **state)
{
	static bool seen[FUTEX_TID_MASK + 1];

	(void)state;
	for (unsigned int i = 0; i < THREADS; i++) {
		if (!threads[i])
			continue;
		assert_false(seen[threads[i]->tid]);
		seen[threads[i]->tid] = true;
	}
}

/* What could be had is given back, and the thread is not found. */
static void test_no_memory(void **state)
{
	unsigned int before = living;

	(void)state;
	refused = 1;
	assert_null(thread_create());
	assert_int_equal(living, before);
}

static void test_signals(void **state)
{
	struct thread *open;

	(void)state;
	for (unsigned int i = 0; i < THREADS; i++)
		if (threads[i])
			threads[i]->signals_blocked = 6;
	assert_true(thread_all_block(2));
	assert_true(thread_all_block(4));
	assert_false(thread_all_block(1));
	open = thread_create();
	assert_false(thread_all_block(2));
	open->state = THREAD_DEAD;
	assert_true(thread_all_block(2));
	thread_leave();
	thread_destroy(open);
}

static int drain(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < THREADS; i++)
		if (threads[i])
			thread_destroy(threads[i]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_unique),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_signals),
	};

	return cmocka_run_group_tests(tests, NULL, drain);
}
