/* Object caches (mm/cache.c). SPDX-License-Identifier: MIT */
#include "machine.h"

#include "mm/cache.c"
#include "mm/early.c"
#include "mm/fail.c"
#include "mm/page.c"
#include "mm/ranges.c"

#define OBJECTS 3000

static void start(void)
{
	machine_reset();
	machine_add_memory(0, MACHINE_RAM);
	hot.first = NONE;
	hot_count = nonempty = 0;
	free_count = 0;
	caches = NULL;
	early_init();
	page_init();
}

/* Each object is filled with a byte of its own; a neighbour's write would show. */
static void assert_filled(const unsigned char *object, size_t size, unsigned char byte)
{
	for (size_t i = 0; i < size; i++)
		assert_int_equal(object[i], byte);
}

static void exercise(size_t size)
{
	static unsigned char *held[OBJECTS], fill[OBJECTS];
	struct cache cache = CACHE_INIT(size);
	size_t before = page_free_count();
	unsigned int n = 0;

	for (int step = 0; step < 10000; step++) {
		if (random_under(100) < (step < 6000 ? 60 : 35) && n < OBJECTS) {
			held[n] = cache_alloc(&cache);
			assert_non_null(held[n]);
			assert_int_equal((uintptr_t)held[n] % (size % 64 ? 16 : 64), 0);
			fill[n] = random_number();
			memset(held[n], fill[n], size);
			n++;
		} else if (n) {
			unsigned int i = random_under(n);

			assert_filled(held[i], size, fill[i]);
			cache_free(&cache, held[i]);
			held[i] = held[--n];
			fill[i] = fill[n];
		}
	}
	while (n--) {
		assert_filled(held[n], size, fill[n]);
		cache_free(&cache, held[n]);
	}
	/* The last slab is kept. */
	assert_int_equal(page_free_count() + cache.slab_size / PAGE_SIZE, before);
}

static void objects_of_all_sizes(void **state)
{
	static const size_t sizes[] = { 1, 16, 64, 80, 100, 512, 576, 1024, 2048, 2688, 4096, 5000, 11008 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		start();
		exercise(sizes[i]);
	}
}

static void exhaustion_is_null_and_all_comes_back(void **state)
{
	struct cache cache = CACHE_INIT(80);
	void **held = NULL, **object;
	size_t before, count = 0;

	(void)state;
	start();
	before = page_free_count();
	while ((object = cache_alloc(&cache))) {
		*object = held;
		held = object;
		count++;
	}
	assert_true(count >= before * (PAGE_SIZE - 64) / 80 - before);
	assert_int_equal(page_free_count(), 0);
	while (held) {
		object = held;
		held = *object;
		cache_free(&cache, object);
	}
	assert_int_equal(page_free_count(), before - 1);
}

/* At the edge of a slab, one object to and fro must not take and free a page each time. */
static void the_edge_of_a_slab_is_free(void **state)
{
	struct cache cache = CACHE_INIT(80);
	void *first;
	size_t before;

	(void)state;
	start();
	first = cache_alloc(&cache);
	while (cache.partial->free)
		assert_non_null(cache_alloc(&cache));
	cache_free(&cache, cache_alloc(&cache));
	before = page_free_count();
	for (int i = 0; i < 10; i++) {
		void *object = cache_alloc(&cache);

		assert_int_equal(page_free_count(), before);
		cache_free(&cache, object);
		assert_int_equal(page_free_count(), before);
	}
	cache_free(&cache, first);
}

static void another_cache_s_object_is_a_panic(void **state)
{
	struct cache a = CACHE_INIT(32), b = CACHE_INIT(32);
	void *object;

	(void)state;
	start();
	object = cache_alloc(&a);
	assert_non_null(cache_alloc(&b));
	expect_assert_failure(cache_free(&b, object));
	cache_free(&a, object);
}

/* The second of three allocations fails; what is freed on the way is at hand, and counts for none. */
static void allocations_fail_as_told(void **state)
{
	struct cache cache = CACHE_INIT(80);
	phys_addr_t pages;
	void *object;
	size_t before;

	(void)state;
	start();
	cache_free(&cache, cache_alloc(&cache));
	before = page_free_count();
	assert_int_equal(alloc_fail(2, 1), 0);
	assert_int_equal(page_free_count(), 0);
	object = cache_alloc(&cache);
	assert_non_null(object);
	cache_free(&cache, object);
	object = cache_alloc(&cache);
	assert_non_null(object);
	assert_int_equal(page_alloc(3), 0);
	pages = page_alloc(3);
	assert_int_not_equal(pages, 0);
	page_free(pages, 3);
	cache_free(&cache, object);
	assert_int_equal(alloc_fail(1, SIZE_MAX), 1);
	assert_null(cache_alloc(&cache));
	assert_int_equal(page_alloc(0), 0);
	assert_int_equal(alloc_fail(0, 0), 2);
	assert_int_equal(page_free_count(), before);
	object = cache_alloc(&cache);
	assert_non_null(object);
	cache_free(&cache, object);
	assert_int_equal(alloc_fail(0, 0), 0);
}

/* Three slabs, the last of them made empty last: all that is left is in the lowest with room. */
static void settling_gives_back_empty_slabs(void **state)
{
	struct cache cache = CACHE_INIT(512);
	void *held[64];
	size_t before, each = 0;

	(void)state;
	start();
	before = page_free_count();
	held[0] = cache_alloc(&cache);
	while (cache.partial->free)
		held[++each] = cache_alloc(&cache);
	each++;
	for (size_t i = each; i < 3 * each; i++)
		held[i] = cache_alloc(&cache);
	for (size_t i = 1; i < 3 * each; i++)
		if (i != each)
			cache_free(&cache, held[i]);
	cache_settle(&cache);
	assert_int_equal(before - page_free_count(), 2 * cache.slab_size / PAGE_SIZE);
	assert_ptr_equal(cache.partial, held[0] < held[each] ? slab_of(&cache, held[0])
							     : slab_of(&cache, held[each]));
	cache_free(&cache, held[0]);
	cache_free(&cache, held[each]);
	cache_settle(&cache);
	assert_int_equal(page_free_count(), before);
	assert_null(cache.partial);
	assert_non_null(cache_alloc(&cache));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_of_all_sizes),
		cmocka_unit_test(exhaustion_is_null_and_all_comes_back),
		cmocka_unit_test(the_edge_of_a_slab_is_free),
		cmocka_unit_test(another_cache_s_object_is_a_panic),
		cmocka_unit_test(allocations_fail_as_told),
		cmocka_unit_test(settling_gives_back_empty_slabs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
