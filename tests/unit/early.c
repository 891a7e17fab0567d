/*
 * The loader's memory map made orderly (mm/ranges.c, mm/early.c), against a map
 * with one byte for each page. SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include "mm/early.c"
#include "mm/ranges.c"

#define GIB (1ull << 30)

static void assert_ranges(const struct ranges *set, unsigned int count, const struct range *expected)
{
	assert_int_equal(set->count, count);
	for (unsigned int i = 0; i < count; i++) {
		assert_int_equal(set->range[i].start, expected[i].start);
		assert_int_equal(set->range[i].end, expected[i].end);
	}
}

#define ASSERT_RANGES(set, ...)                                                      \
	assert_ranges(set, ARRAY_SIZE(((struct range[]){ __VA_ARGS__ })),            \
		      (struct range[]){ __VA_ARGS__ })

static void joins_and_sorts(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(0x500000, 0x100000);
	machine_add_memory(0x100000, 0x200000);
	machine_add_memory(0x200000, 0x180000); /* overlaps the second */
	machine_add_memory(0x380000, 0x080000); /* touches it */
	machine_add_memory(0x120000, 0x010000); /* inside it */
	early_init();
	ASSERT_RANGES(&early_ram, { 0x100000, 0x400000 }, { 0x500000, 0x600000 });
}

static void rounds_inwards_after_joining(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(0x100800, 0x100); /* no whole page */
	machine_add_memory(0x200800, 0x1000);
	machine_add_memory(0x300800, 0x900); /* together one page and a bit */
	machine_add_memory(0x301100, 0xf00);
	early_init();
	ASSERT_RANGES(&early_ram, { 0x301000, 0x302000 });
}

static void never_has_page_zero(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(0, 0xa0000);
	machine_add_memory(0, 1);
	early_init();
	ASSERT_RANGES(&early_ram, { 0x1000, 0xa0000 });
	assert_int_equal(early_alloc(1), 0x1000);
}

static void cuts_what_wraps_or_cannot_be_mapped(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(UINT64_MAX - 0xfff, 0x2000);
	machine_add_memory(DIRECT_MAP_SIZE, GIB);
	machine_add_memory(DIRECT_MAP_SIZE - GIB, UINT64_MAX);
	machine_add_memory(3 * GIB, 2 * GIB);
	machine_add_memory(0x1000, 0);
	early_init();
	ASSERT_RANGES(&early_ram, { 3 * GIB, 5 * GIB }, { DIRECT_MAP_SIZE - GIB, DIRECT_MAP_SIZE });
}

static void reserved_pages_are_not_free(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(0x100000, 0x300000);
	machine_add_reserved(0x1ff800, 0x900); /* parts of two pages */
	machine_add_reserved(0x3ffff0, UINT64_MAX);
	machine_add_reserved(0x50000, 0x1000); /* no RAM */
	machine_add_reserved(0x180000, 0);
	early_init();
	ASSERT_RANGES(&early_ram, { 0x100000, 0x400000 });
	ASSERT_RANGES(&early_free, { 0x100000, 0x1ff000 }, { 0x201000, 0x3ff000 });
}

static void allocates_in_the_early_map_only(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(0x1000, 0x800000);
	boot_info.early_map = (struct boot_range){ 0x100000, 0x2000 };
	early_init();
	assert_int_equal(early_alloc(1), 0x100000);
	assert_int_equal(early_alloc(4096), 0x101000);
	expect_assert_failure(early_alloc(1));
	early_mapped();
	machine_ram[0x1000] = 1;
	assert_int_equal(early_alloc(4097), 0x1000);
	assert_int_equal(machine_ram[0x1000], 0);
	ASSERT_RANGES(&early_free, { 0x3000, 0x100000 }, { 0x102000, 0x801000 });
	expect_assert_failure(early_alloc(0x800000));
}

static void no_memory_is_a_panic(void **state)
{
	(void)state;
	machine_reset();
	machine_add_memory(0, 0x1fff);
	expect_assert_failure(early_init());
}

/* Full of ranges on both sides, each as far apart as they can be. */
static void holds_as_many_ranges_as_the_loader_may_give(void **state)
{
	(void)state;
	machine_reset();
	for (unsigned int i = 0; i < BOOT_RANGES_MAX; i++) {
		machine_add_memory(0x100000 + i * 0x10000, 0x8000);
		machine_add_reserved(0x104000 + i * 0x10000, 0x1000);
	}
	early_init();
	assert_int_equal(early_ram.count, BOOT_RANGES_MAX);
	assert_int_equal(early_free.count, 2 * BOOT_RANGES_MAX);
}

#define MODEL_PAGES 256

/* RAM in the model: every byte of the page; taken: any. */
static void model_add(uint8_t bytes[MODEL_PAGES * 16], uint64_t base, uint64_t size)
{
	memset(bytes + base / 256, 1, size / 256);
}

/* Ranges in units of a sixteenth of a page. */
static void random_maps_equal_the_model(void **state)
{
	static uint8_t ram[MODEL_PAGES * 16], taken[MODEL_PAGES * 16];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		machine_reset();
		memset(ram, 0, sizeof(ram));
		memset(taken, 0, sizeof(taken));
		machine_add_memory(MODEL_PAGES * 4096, 4096); /* never without any */
		for (uint64_t i = random_under(20); i; i--) {
			uint64_t base = random_under(MODEL_PAGES * 16 - 200) * 256;
			uint64_t size = random_under(200) * 256;

			if (i & 1)
				machine_add_memory(base, size);
			else
				machine_add_reserved(base, size);
			model_add(i & 1 ? ram : taken, base, size);
		}
		early_init();
		for (unsigned int page = 0; page < MODEL_PAGES; page++) {
			bool is_ram = page, is_free = page, in_ram = false, in_free = false;

			for (unsigned int i = page * 16; i < page * 16 + 16; i++) {
				is_ram &= ram[i];
				is_free &= ram[i] && !taken[i];
			}
			for (unsigned int i = 0; i < early_ram.count; i++)
				in_ram |= page * 4096ul >= early_ram.range[i].start &&
					  page * 4096ul < early_ram.range[i].end;
			for (unsigned int i = 0; i < early_free.count; i++)
				in_free |= page * 4096ul >= early_free.range[i].start &&
					   page * 4096ul < early_free.range[i].end;
			assert_int_equal(is_ram, in_ram);
			assert_int_equal(is_free, in_free);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_and_sorts),
		cmocka_unit_test(rounds_inwards_after_joining),
		cmocka_unit_test(never_has_page_zero),
		cmocka_unit_test(cuts_what_wraps_or_cannot_be_mapped),
		cmocka_unit_test(reserved_pages_are_not_free),
		cmocka_unit_test(allocates_in_the_early_map_only),
		cmocka_unit_test(no_memory_is_a_panic),
		cmocka_unit_test(holds_as_many_ranges_as_the_loader_may_give),
		cmocka_unit_test(random_maps_equal_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
