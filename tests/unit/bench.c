/*
 * The benchmark program's pure parts: random numbers, order, checksum.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/crc32.c"
#include "bench/evict.h"
#include "bench/fence_judge.c"
#include "bench/pmu_judge.c"
#include "bench/random.c"

/* Known answers of SplitMix64 for the state 1234567. */
static void random_is_splitmix64(void **state)
{
	static const uint64_t known[] = {
		6457827717110365317u, 3203168211198807973u,  9817491932198370423u,
		4593380528125082431u, 16408922859458223821u,
	};
	struct random r = { 1234567 };

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_true(random_next(&r) == known[i]);
}

static void random_streams_differ_and_repeat(void **state)
{
	struct random a, b, again;

	(void)state;
	for (uint64_t stream = 0; stream < 100; stream++) {
		random_init(&a, 7, stream);
		random_init(&again, 7, stream);
		random_init(&b, 7, stream + 1);
		for (int i = 0; i < 10; i++) {
			uint64_t value = random_next(&a);

			assert_true(value == random_next(&again));
			assert_true(value != random_next(&b));
		}
	}
}

/* 8 bins, 80000 draws: each within 5 standard deviations of 10000. */
static void random_below_is_even(void **state)
{
	uint32_t bins[8] = { 0 };
	struct random r;

	(void)state;
	random_init(&r, 1, 1);
	for (int i = 0; i < 80000; i++) {
		uint32_t n = random_below(&r, 8);

		assert_true(n < 8);
		bins[n]++;
	}
	for (int n = 0; n < 8; n++)
		assert_in_range(bins[n], 9530, 10470);
	for (int i = 0; i < 1000; i++) {
		assert_true(random_below(&r, 1) == 0);
		assert_true(random_below(&r, 0xffffffff) < 0xffffffff);
	}
}

static void shuffle_keeps_every_number(void **state)
{
	uint32_t numbers[100], seen[100] = { 0 };
	struct random r;

	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		numbers[i] = i;
	random_init(&r, 3, 0);
	random_shuffle(&r, numbers, 100);
	for (uint32_t i = 0; i < 100; i++)
		seen[numbers[i]]++;
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(seen[i], 1);
	random_shuffle(&r, numbers, 1);
	random_shuffle(&r, numbers, 0);
}

/* All six orders of three, each a sixth of the time. */
static void shuffle_is_even(void **state)
{
	uint32_t count[27] = { 0 };
	struct random r;

	(void)state;
	random_init(&r, 5, 0);
	for (int i = 0; i < 60000; i++) {
		uint32_t n[3] = { 0, 1, 2 };

		random_shuffle(&r, n, 3);
		count[n[0] * 9 + n[1] * 3 + n[2]]++;
	}
	for (uint32_t order = 0; order < 27; order++)
		if (count[order])
			assert_in_range(count[order], 9540, 10460);
}

static void crc32_is_zlibs(void **state)
{
	static const uint8_t zeros[32];

	(void)state;
	assert_int_equal(crc32("123456789", 9), 0xcbf43926);
	assert_int_equal(crc32("", 0), 0);
	assert_int_equal(crc32(zeros, sizeof(zeros)), 0x190a55ad);
}

/* The definition, bit by bit. */
static uint32_t crc32_slowly(const uint8_t *bytes, size_t n)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* Words in the middle, bytes before and behind them. */
static void crc32_begins_and_ends_anywhere(void **state)
{
	static uint64_t words[8];
	const uint8_t *bytes = (const uint8_t *)words;
	struct random r;

	(void)state;
	random_init(&r, 1, 1);
	for (size_t i = 0; i < 8; i++)
		words[i] = random_next(&r);
	for (size_t begin = 0; begin < 16; begin++)
		for (size_t n = 0; n <= sizeof(words) - begin; n++)
			assert_int_equal(crc32(bytes + begin, n), crc32_slowly(bytes + begin, n));
}

/* Whatever the size: each page has one turn before any has its second. */
static void eviction_walks_over_every_page(void **state)
{
	static const uint64_t sizes[] = { 1, 4096, 4097, 1 << 20, 33 << 20, 64ull << 20 };
	static uint8_t seen[(64 << 20) / 4096 + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t pages = evict_pages(sizes[i], 4096), page = 0;

		assert_true(pages * 4096 >= sizes[i] && pages < sizeof(seen));
		memset(seen, 0, sizeof(seen));
		for (uint64_t n = 0; n < pages; n++) {
			assert_true(page < pages && !seen[page]);
			seen[page] = 1;
			page = evict_next(page, pages);
		}
		assert_true(page == 0);
	}
}

static const char *judged(struct fence_times t, bool exact, uint64_t least)
{
	const char *wrong = fence_judge(&t, exact, least);

	return wrong ? wrong : "ok";
}

/* A turn takes 2000 in all windows together, a pair 640. */
static const struct fence_times good = { .empty = 640,
					 .within = { 128640, 256640, 512640 },
					 .within_short = 2640,
					 .before = 640,
					 .behind = 660 };

static void assert_begins(const char *text, const char *begin)
{
	if (strncmp(text, begin, strlen(begin)))
		fail_msg("expected '%s...', got '%s'", begin, text);
}

static void fences_that_order(void **state)
{
	struct fence_times t = good;

	(void)state;
	assert_string_equal(judged(good, false, 2000), "ok");
	/* Noise, and a chain that overlaps with the reads a little. */
	t.before += 900;
	t.within[2] += 60000;
	assert_string_equal(judged(t, false, 1), "ok");
}

static void fences_that_do_not_order(void **state)
{
	struct fence_times before = good, behind = good, early = good, same = good, other = good;

	(void)state;
	before.before = 2300;
	assert_begins(judged(before, false, 1), "the first read does not wait");
	behind.behind = 2300;
	assert_begins(judged(behind, false, 1), "a chain behind the second");
	assert_begins(judged(early, false, 2001), "the second read does not wait");
	same.within_short = same.empty;
	assert_begins(judged(same, false, 1), "a longer chain takes no longer");
	same = good;
	same.within[1] = same.within[0];
	assert_begins(judged(same, false, 1), "a longer chain takes no longer");
	other.within[2] = other.within[1] + 400000;
	assert_begins(judged(other, false, 1), "the time does not grow");
}

/* 16 windows, 18 instructions a turn. */
static void fences_by_counts(void **state)
{
	const uint64_t turn = FENCE_SUM * CHAIN_INSTRUCTIONS;
	struct fence_times t = { .empty = 96,
				 .within = { 160 + 64 * turn, 160 + 128 * turn, 160 + 256 * turn },
				 .within_short = 160 + turn,
				 .before = 96,
				 .behind = 96 };

	(void)state;
	assert_string_equal(judged(t, true, 0), "ok");
	t.within[2]++;
	assert_begins(judged(t, true, 0), "not each instruction");
	t.behind++;
	assert_begins(judged(t, true, 0), "instructions beside a window are counted");
}

static const char *pmu_judged(uint32_t event, uint64_t spin, uint64_t calls, uint64_t provoked)
{
	const struct pmu_probe p = { spin, calls, provoked };
	const char *wrong = pmu_judge(&p, event);

	return wrong ? wrong : "ok";
}

/* A loop of 20000 instructions; 64 calls of 6 in the program and 100 in the kernel. */
static void instructions_of_a_pmu(void **state)
{
	(void)state;
	assert_string_equal(pmu_judged(PMU_INSTRUCTIONS | PMU_USER, 20009, 390, 0), "ok");
	assert_string_equal(pmu_judged(PMU_INSTRUCTIONS | PMU_KERNEL, 0, 6400, 0), "ok");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_USER, 0, 0, 0), "the counter is frozen");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_KERNEL, 0, 0, 0), "the counter is frozen");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_USER, 19999, 390, 0), "a loop of known");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_USER, 40000, 390, 0), "a loop of known");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_USER, 20009, 6790, 0),
		      "the program's counter");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_KERNEL, 20009, 6790, 0),
		      "the kernel's counter");
	assert_begins(pmu_judged(PMU_INSTRUCTIONS | PMU_KERNEL, 0, 64, 0), "calls execute next to");
}

static void cycles_of_a_pmu(void **state)
{
	(void)state;
	assert_string_equal(pmu_judged(PMU_CYCLES | PMU_USER, 10020, 9000, 0), "ok");
	assert_string_equal(pmu_judged(PMU_CYCLES | PMU_KERNEL, 30, 9000, 0), "ok");
	assert_begins(pmu_judged(PMU_CYCLES | PMU_USER, 3, 9000, 0), "a loop of known length");
	assert_begins(pmu_judged(PMU_CYCLES | PMU_USER, 600000, 9000, 0), "a loop of known length");
	assert_begins(pmu_judged(PMU_CYCLES | PMU_KERNEL, 10020, 9000, 0), "the kernel's counter");
}

static void misses_of_a_pmu(void **state)
{
	static const uint32_t events[] = { PMU_BRANCH_MISSES, PMU_ITLB_MISSES, PMU_DTLB_MISSES };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(pmu_judged(events[i] | PMU_USER, 1, 0, 300), "ok");
		assert_string_equal(pmu_judged(events[i] | PMU_KERNEL, 0, 0, 2), "ok");
		assert_begins(pmu_judged(events[i] | PMU_USER, 0, 0, 0), "the counter is frozen");
		assert_begins(pmu_judged(events[i] | PMU_USER, 1, 0, 3), "what must miss");
		assert_begins(pmu_judged(events[i] | PMU_KERNEL, 1, 0, 0), "what must miss");
		assert_begins(pmu_judged(events[i] | PMU_USER, 9999, 0, 300), "a loop of two");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_is_splitmix64),
		cmocka_unit_test(random_streams_differ_and_repeat),
		cmocka_unit_test(random_below_is_even),
		cmocka_unit_test(shuffle_keeps_every_number),
		cmocka_unit_test(shuffle_is_even),
		cmocka_unit_test(crc32_is_zlibs),
		cmocka_unit_test(crc32_begins_and_ends_anywhere),
		cmocka_unit_test(eviction_walks_over_every_page),
		cmocka_unit_test(fences_that_order),
		cmocka_unit_test(fences_that_do_not_order),
		cmocka_unit_test(fences_by_counts),
		cmocka_unit_test(instructions_of_a_pmu),
		cmocka_unit_test(cycles_of_a_pmu),
		cmocka_unit_test(misses_of_a_pmu),
	};

	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
