/*
 * Who waits on which word (proc/futex_queue.c), against an array in the order of
 * arrival that is searched. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proc/futex_queue.c"

#define THREADS 60
#define WORDS 7

static struct thread threads[THREADS];

/* The naive model: thread numbers, in the order in which they came to wait. */
static struct waiter {
	unsigned int thread, word;
	uint32_t mask;
} waiters[THREADS];
static unsigned int waiter_count;

/* Those that futex_queue.c has woken, in its order; and those that the model has. */
static unsigned int woken[THREADS], woken_count, expected[THREADS], expected_count;

/* Words of which some share a bucket, found by trying. */
static uintptr_t words[WORDS];

phys_addr_t mm_shared_phys(uintptr_t addr)
{
	(void)addr;
	fail_msg("no word here is shared");
	return 0;
}

void *phys_to_virt(phys_addr_t pa)
{
	return (void *)pa;
}

void thread_wake(struct thread *t)
{
	futex_dequeue(t);
	woken[woken_count++] = t - threads;
}

static unsigned int random_under(unsigned int n)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static void choose_words(void)
{
	uintptr_t word = 0x10000;

	words[0] = word;
	for (unsigned int n = 1; n < WORDS; n++) {
		do
			word += 4;
		while (n < WORDS / 2 && futex_bucket(word) != futex_bucket(words[0]));
		words[n] = word;
	}
}

static void start(void)
{
	waiter_count = 0;
	for (unsigned int i = 0; i < THREADS; i++) {
		threads[i] = (struct thread){ 0 };
		list_init(&threads[i].run);
		list_init(&threads[i].futex_chain);
	}
}

static void model_remove(unsigned int at)
{
	memmove(&waiters[at], &waiters[at + 1], (waiter_count - at - 1) * sizeof(waiters[0]));
	waiter_count--;
}

static void model_add(struct waiter w)
{
	waiters[waiter_count++] = w;
}

static bool model_waits(unsigned int thread, unsigned int *at)
{
	for (*at = 0; *at < waiter_count; ++*at)
		if (waiters[*at].thread == thread)
			return true;
	return false;
}

/* The first n on the word with a common bit; 0 is 1, as on Linux. */
static void model_wake(unsigned int word, int n, uint32_t mask)
{
	int left = n < 1 ? 1 : n;

	for (unsigned int i = 0; i < waiter_count && left;) {
		if (waiters[i].word != word || !(waiters[i].mask & mask)) {
			i++;
			continue;
		}
		expected[expected_count++] = waiters[i].thread;
		model_remove(i);
		left--;
	}
}

/* What is moved comes behind all that wait there already. */
static int model_requeue(unsigned int from, unsigned int to, int wakes, int moves)
{
	unsigned int end = waiter_count;
	int count = 0;

	for (unsigned int i = 0; i < end && count - wakes < moves;) {
		struct waiter w = waiters[i];

		if (w.word != from) {
			i++;
			continue;
		}
		if (++count <= wakes) {
			expected[expected_count++] = w.thread;
			model_remove(i);
			end--;
		} else if (from != to) {
			model_remove(i);
			end--;
			w.word = to;
			model_add(w);
		} else {
			i++;
		}
	}
	return count;
}

static void step(void)
{
	unsigned int thread = random_under(THREADS), word = random_under(WORDS), at;
	unsigned int other = random_under(WORDS);
	uint32_t mask = 1 + random_under(15);
	int n = random_under(6), moves = random_under(8);

	woken_count = expected_count = 0;
	switch (random_under(20)) {
	case 0:
		model_wake(word, n, mask);
		assert_int_equal(futex_wake(words[word], n, mask), expected_count);
		break;
	case 1:
		at = model_requeue(word, other, n, moves);
		assert_int_equal(futex_requeue(words[word], words[other], n, moves), at);
		break;
	case 2: /* its time is out */
		if (model_waits(thread, &at)) {
			model_remove(at);
			futex_dequeue(&threads[thread]);
		}
		break;
	default:
		if (!model_waits(thread, &at)) {
			model_add((struct waiter){ thread, word, mask });
			threads[thread].futex_bitset = mask;
			futex_enqueue(&threads[thread], words[word]);
		}
	}
	assert_int_equal(woken_count, expected_count);
	assert_memory_equal(woken, expected, woken_count * sizeof(woken[0]));
}

static void test_random(void **state)
{
	(void)state;
	choose_words();
	start();
	for (unsigned int i = 0; i < 300000; i++)
		step();
}

static void test_shared_key(void **state)
{
	(void)state;
	choose_words();
	assert_ptr_equal(futex_bucket(words[0]), futex_bucket(words[1]));
	assert_int_equal(futex_key(&threads[0], false), (uintptr_t)&threads[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_shared_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
