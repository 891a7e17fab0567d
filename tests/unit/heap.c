/* The timers' heap (proc/heap.c) against an array that is searched. SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proc/heap.c"

#define MEMBERS 10000

static struct heap_node members[MEMBERS];
static struct heap_node *heap;

/* xorshift64: the same in every run. */
static uint64_t random_number(void)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static unsigned int log2_rounded_up(unsigned int n)
{
	unsigned int bits = 0;

	while (n >> bits)
		bits++;
	return bits;
}

/* Returns how many members there are below n, itself included. Recursion goes right; the left may be long. */
static unsigned int check(const struct heap_node *n)
{
	unsigned int count = 0;

	for (; n; n = n->left) {
		assert_true(rank_of(n->left) >= rank_of(n->right));
		assert_int_equal(n->rank, rank_of(n->right) + 1);
		if (n->left)
			assert_true(n->left->parent == n && n->left->key >= n->key);
		if (n->right)
			assert_true(n->right->parent == n && n->right->key >= n->key);
		count += 1 + check(n->right);
	}
	return count;
}

static void check_all(unsigned int count)
{
	assert_int_equal(check(heap), count);
	assert_true(rank_of(heap) <= log2_rounded_up(count));
	assert_true(!heap || !heap->parent);
}

static void fill(uint64_t (*key)(unsigned int i))
{
	heap = NULL;
	for (unsigned int i = 0; i < MEMBERS; i++) {
		members[i].key = key(i);
		heap_insert(&heap, &members[i]);
	}
	check_all(MEMBERS);
}

static void drain(void)
{
	uint64_t last = 0;

	for (unsigned int left = MEMBERS; left; left--) {
		assert_true(heap->key >= last);
		last = heap->key;
		heap_remove(&heap, heap);
		if (left % 1000 == 1)
			check_all(left - 1);
	}
	assert_null(heap);
}

static uint64_t rising(unsigned int i)
{
	return i;
}

static uint64_t falling(unsigned int i)
{
	return MEMBERS - i;
}

static uint64_t equal(unsigned int i)
{
	(void)i;
	return 7;
}

static uint64_t random_key(unsigned int i)
{
	(void)i;
	return random_number() % 5000;
}

static void test_order(void **state)
{
	(void)state;
	fill(rising);
	drain();
	fill(falling);
	drain();
	fill(equal);
	drain();
	fill(random_key);
	drain();
}

/* The naive model: those that are in, unordered. */
static uint64_t smallest(const bool *in, unsigned int n)
{
	uint64_t key = UINT64_MAX;

	for (unsigned int i = 0; i < n; i++)
		if (in[i] && members[i].key < key)
			key = members[i].key;
	return key;
}

static void test_random(void **state)
{
	enum { N = 200, STEPS = 200000 };
	static bool in[N];
	unsigned int count = 0;

	(void)state;
	heap = NULL;
	for (unsigned int step = 0; step < STEPS; step++) {
		unsigned int i = random_number() % N;

		if (in[i]) {
			heap_remove(&heap, &members[i]);
		} else {
			members[i].key = random_number() % 300;
			heap_insert(&heap, &members[i]);
		}
		in[i] = !in[i];
		count += in[i] ? 1 : -1;
		assert_true(heap ? heap->key == smallest(in, N) : !count);
		if (step % 100 == 0)
			check_all(count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
