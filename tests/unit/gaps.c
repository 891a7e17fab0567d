/*
 * The scan for gaps (bench/gaps.c) over a counter that goes by known steps, and its
 * histogram. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/gaps.c"

#define STEP  20
#define FIRST (WARMUP_READS + 1)

/* Every read is STEP after the one before; `every` reads, a gap of `gap` ticks more. */
static uint64_t at, reads, every, gap;

uint64_t counter_now(void)
{
	reads++;
	at += STEP + (every && reads > FIRST + 1 && (reads - FIRST - 1) % every == 0 ? gap : 0);
	return at;
}

static void counter_is(uint64_t gap_every, uint64_t gap_ticks)
{
	at = ~0ull - 5000; /* it wraps */
	reads = 0;
	every = gap_every;
	gap = gap_ticks;
}

static void no_gap_in_even_steps(void **state)
{
	struct gaps g;

	(void)state;
	counter_is(0, 0);
	gaps_scan(&g, 1000000, 0);
	assert_true(g.step == STEP + 1 || g.step == STEP);
	assert_int_equal(g.gaps.count, 0);
	assert_int_equal(g.lost, 0);
	assert_int_equal(g.reads, 1000000 / STEP);
	assert_int_equal(gaps_lost_ppm(&g), 0);
	assert_int_equal(steps_quantile(&g.gaps, 500), 0);
}

/* 10,000 ticks more in each 100th read: ten gaps, of which each lost 10,000. */
static void gaps_of_one_size(void **state)
{
	struct gaps g;

	(void)state;
	counter_is(100, 10000);
	gaps_scan(&g, 10 * (100 * STEP + 10000), 0);
	assert_int_equal(g.threshold, STEPS_A_GAP * STEP);
	assert_int_equal(g.gaps.count, 10);
	assert_int_equal(g.gaps.most, 10000 + STEP);
	assert_int_equal(g.lost, 10 * 10000);
	assert_int_equal(g.spent, 120000);
	/* No more than a class: the histogram never says more than the longest one. */
	assert_int_equal(steps_quantile(&g.gaps, 500), 10000 + STEP);
}

static void a_step_at_the_threshold_is_no_gap(void **state)
{
	struct gaps g;

	(void)state;
	counter_is(100, STEPS_A_GAP * STEP - STEP);
	gaps_scan(&g, 100000, 0);
	assert_int_equal(g.gaps.count, 0);
	counter_is(100, STEPS_A_GAP * STEP - STEP + 1);
	gaps_scan(&g, 100000, 0);
	assert_true(g.gaps.count > 0);
	counter_is(100, STEPS_A_GAP * STEP - STEP + 1);
	gaps_scan(&g, 100000, 5000);
	assert_int_equal(g.threshold, 5000);
	assert_int_equal(g.gaps.count, 0);
}

/* Four tenths of the time, in millionths. */
static void share_of_the_time(void **state)
{
	struct gaps g = { .spent = 5000000, .lost = 2000000 };

	(void)state;
	assert_int_equal(gaps_lost_ppm(&g), 400000);
}

/* Each size lies in its class, which is an eighth wide at the most; classes leave nothing out. */
static void classes_hold_every_size(void **state)
{
	(void)state;
	for (unsigned int class = 1; class < GAPS_CLASSES; class++) {
		uint64_t first = class_end(class - 1) + 1, last = class_end(class);

		assert_int_equal(class_of(first), class);
		assert_int_equal(class_of(last), class);
		assert_true(last - first <= first / 8);
	}
	assert_int_equal(class_of(UINT64_MAX), GAPS_CLASSES - 1);
	assert_true(class_end(GAPS_CLASSES - 1) == UINT64_MAX);
}

static void quantiles_are_of_nearest_rank(void **state)
{
	struct steps s = { 0 };

	(void)state;
	for (uint64_t step = 1; step <= 10; step++)
		steps_add(&s, step);
	assert_int_equal(steps_quantile(&s, 500), 5);
	assert_int_equal(steps_quantile(&s, 501), 6);
	assert_int_equal(steps_quantile(&s, 990), 10);
	assert_int_equal(steps_quantile(&s, 0), 1);
	steps_add(&s, 1000000);
	assert_int_equal(steps_quantile(&s, 1000), 1000000);
	assert_int_equal(s.most, 1000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_gap_in_even_steps),
		cmocka_unit_test(gaps_of_one_size),
		cmocka_unit_test(a_step_at_the_threshold_is_no_gap),
		cmocka_unit_test(share_of_the_time),
		cmocka_unit_test(classes_hold_every_size),
		cmocka_unit_test(quantiles_are_of_nearest_rank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
