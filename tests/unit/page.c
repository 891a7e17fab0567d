/* The buddy system (mm/page.c): its invariants after random use. SPDX-License-Identifier: MIT */
#include "machine.h"

#include "mm/early.c"
#include "mm/page.c"
#include "mm/ranges.c"

#define FRAMES (MACHINE_RAM / PAGE_SIZE)

static void start(void)
{
	hot.first = NONE;
	hot_count = nonempty = 0;
	free_count = 0;
	early_init();
	page_init();
}

/* Odd ends, a hole, something reserved: 62 MiB and a bit, and nothing aligned. */
static void start_ragged(void)
{
	machine_reset();
	machine_add_memory(0, 0x9f000);
	machine_add_memory(0x100000, 0x1ff000);
	machine_add_memory(0x301000, MACHINE_RAM - 0x301000 - 0x7000);
	machine_add_reserved(0x1234000, 0x11000);
	machine_add_reserved(0x123f000, 0x8000);
	start();
}

static bool in_ranges(const struct ranges *set, phys_addr_t pa)
{
	for (unsigned int i = 0; i < set->count; i++)
		if (pa >= set->range[i].start && pa < set->range[i].end)
			return true;
	return false;
}

/* Every free page is in one list once, blocks are aligned, no two free buddies are apart, the counts hold. */
static void assert_invariants(void)
{
	static uint8_t seen[FRAMES];
	size_t count = 0;
	uint32_t last = NONE;

	memset(seen, 0, sizeof(seen));
	for (unsigned int order = 0; order < LISTS; order++) {
		uint32_t head = frame_count + order;

		assert_int_equal(nonempty >> order & 1, pages[head].next != head);
		for (uint32_t i = pages[head].next; i != head; i = pages[i].next) {
			assert_true(i < frame_count && i % (1u << order) == 0);
			assert_true(pages[i].state == PAGE_FREE && pages[i].order == order);
			assert_int_equal(pages[pages[i].next].prev, i);
			assert_false(order < PAGE_ORDER_MAX && block_is_free(i ^ 1u << order, order));
			for (uint32_t page = i; page < i + (1u << order); page++) {
				assert_true(in_ranges(&early_free, index_phys(page)));
				assert_false(seen[page]++);
			}
			count += 1u << order;
		}
	}
	for (unsigned int n = 0; n < hot_count; n++) {
		last = n ? pages[last].next : hot.first;
		assert_true(pages[last].state == PAGE_HOT && !seen[last]++);
	}
	assert_int_equal(count + hot_count, page_free_count());
}

static size_t ranges_pages(const struct ranges *set)
{
	size_t count = 0;

	for (unsigned int i = 0; i < set->count; i++)
		count += (set->range[i].end - set->range[i].start) / PAGE_SIZE;
	return count;
}

static void starts_with_all_that_is_free(void **state)
{
	(void)state;
	start_ragged();
	assert_int_equal(page_free_count(), ranges_pages(&early_free));
	assert_int_equal(page_total(), page_free_count());
	assert_invariants();
}

static void gives_every_page_once_and_takes_it_back(void **state)
{
	static uint8_t given[FRAMES];
	size_t count = 0;
	phys_addr_t pa;

	(void)state;
	start_ragged();
	memset(given, 0, sizeof(given));
	while ((pa = page_alloc(0))) {
		assert_true(in_ranges(&early_free, pa));
		assert_false(given[pa / PAGE_SIZE]++);
		count++;
	}
	assert_int_equal(count, page_total());
	assert_int_equal(page_free_count(), 0);
	assert_int_equal(given[0], 0);
	assert_int_equal(page_alloc(PAGE_ORDER_MAX), 0);
	for (unsigned int frame = 0; frame < FRAMES; frame++)
		if (given[frame])
			page_free((phys_addr_t)frame * PAGE_SIZE, 0);
	assert_int_equal(page_free_count(), page_total());
	assert_invariants();
}

static void assert_sorted(void)
{
	for (unsigned int order = 0; order < LISTS; order++) {
		uint32_t head = frame_count + order;

		for (uint32_t i = pages[head].next; pages[i].next < frame_count; i = pages[i].next)
			assert_true(i < pages[i].next);
	}
}

/* The same 48 of 64 pages are freed, upwards and in steps of 7: what is given out next is the same. */
static void settled_lists_know_no_history(void **state)
{
	static const unsigned int steps[] = { 1, 7 };
	phys_addr_t held[64], next[2][8];

	(void)state;
	for (unsigned int n = 0; n < 2; n++) {
		start_ragged();
		for (unsigned int i = 0; i < 64; i++)
			held[i] = page_alloc(0);
		for (unsigned int i = 0; i < 64; i++)
			if (i * steps[n] % 64 % 4)
				page_free(held[i * steps[n] % 64], 0);
		page_settle();
		assert_int_equal(hot_count, 0);
		assert_invariants();
		assert_sorted();
		for (unsigned int i = 0; i < 8; i++)
			next[n][i] = page_alloc(0);
	}
	assert_memory_equal(next[0], next[1], sizeof(next[0]));
}

static unsigned int count_largest(void)
{
	phys_addr_t blocks[FRAMES >> PAGE_ORDER_MAX];
	unsigned int n = 0;

	while ((blocks[n] = page_alloc(PAGE_ORDER_MAX))) {
		assert_int_equal(blocks[n] % (PAGE_SIZE << PAGE_ORDER_MAX), 0);
		n++;
	}
	for (unsigned int i = 0; i < n; i++)
		page_free(blocks[i], PAGE_ORDER_MAX);
	return n;
}

static void merges_what_was_cut(void **state)
{
	static phys_addr_t taken[FRAMES];
	unsigned int largest, n = 0;

	(void)state;
	start_ragged();
	largest = count_largest();
	assert_int_equal(largest, 13);
	while ((taken[n] = page_alloc(0)))
		n++;
	while (n)
		page_free(taken[--n], 0);
	assert_int_equal(count_largest(), largest);
	assert_invariants();
}

static void random_use_keeps_the_invariants(void **state)
{
	static struct {
		phys_addr_t pa;
		unsigned int order;
	} held[4096];
	static uint8_t used[FRAMES];
	unsigned int n = 0;

	(void)state;
	start_ragged();
	memset(used, 0, sizeof(used));
	for (int step = 0; step < 100000; step++) {
		bool more = random_under(100) < (step % 20000 < 10000 ? 55 : 45);
		unsigned int order = random_under(4) ? random_under(3) : random_under(PAGE_ORDER_MAX + 2);

		if (more && n < ARRAY_SIZE(held)) {
			phys_addr_t pa = page_alloc(order);

			if (!pa)
				continue;
			assert_int_equal(pa % (PAGE_SIZE << order), 0);
			for (unsigned int i = 0; i < 1u << order; i++)
				assert_false(used[pa / PAGE_SIZE + i]++);
			held[n].pa = pa;
			held[n++].order = order;
		} else if (n) {
			unsigned int i = random_under(n);

			for (unsigned int k = 0; k < 1u << held[i].order; k++)
				used[held[i].pa / PAGE_SIZE + k]--;
			page_free(held[i].pa, held[i].order);
			held[i] = held[--n];
		}
		if (step % 1000 == 0)
			assert_invariants();
	}
	while (n--)
		page_free(held[n].pa, held[n].order);
	assert_int_equal(page_free_count(), page_total());
	assert_invariants();
	assert_int_equal(count_largest(), 13);
}

static void refuses_what_it_did_not_give(void **state)
{
	phys_addr_t pa;

	(void)state;
	start_ragged();
	assert_int_equal(page_alloc(PAGE_ORDER_MAX + 1), 0);
	pa = page_alloc(1);
	expect_assert_failure(page_free(pa, 0));
	expect_assert_failure(page_free(pa + PAGE_SIZE, 0));
	page_free(pa, 1);
	expect_assert_failure(page_free(pa, 1));
	pa = page_alloc(0);
	page_free(pa, 0);
	expect_assert_failure(page_free(pa, 0));
	expect_assert_failure(page_free(0x1234000, 0));
	expect_assert_failure(page_free(0, 0));
	assert_invariants();
}

static void a_list_of_pages_is_freed_whole(void **state)
{
	struct page_list list = { PAGE_LIST_EMPTY };

	(void)state;
	start_ragged();
	page_list_free(&list);
	for (int i = 0; i < 200; i++)
		page_list_add(&list, page_alloc(0));
	assert_int_equal(page_free_count(), page_total() - 200);
	page_list_free(&list);
	assert_int_equal(page_free_count(), page_total());
	assert_invariants();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_with_all_that_is_free),
		cmocka_unit_test(gives_every_page_once_and_takes_it_back),
		cmocka_unit_test(settled_lists_know_no_history),
		cmocka_unit_test(merges_what_was_cut),
		cmocka_unit_test(random_use_keeps_the_invariants),
		cmocka_unit_test(refuses_what_it_did_not_give),
		cmocka_unit_test(a_list_of_pages_is_freed_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
