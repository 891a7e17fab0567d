/*
 * What is timed of the back ends: `null`, which the control measures too, and
 * `dispatch`, the eight calls of bench/pattern.c; and what they are compared
 * with. Next: bench/native/<arch>/window.S. SPDX-License-Identifier: MIT
 */
#include "bench/native/events.h"
#include "bench/native/handlers.h"
#include "bench/native/reread.h"
#include "bench/pattern.h"

/* What entry code would have put on the stack. The handlers do not look at it. */
static const char regs[512];

static struct call call_number(long nr)
{
	return (struct call){ .arg = { (long)regs, nr }, .expected = HANDLER_RESULT(nr) };
}

static const struct variant variants_empty[] = {
	COLD_BRANCHES, COLD_REREAD(timed_reread_empty), BATCHES, EVENTS, { 0 },
};
static const struct variant variants[] = {
	COLD_BRANCHES, COLD_REREAD(timed_reread), BATCHES, EVENTS, { 0 },
};

static void empty_check(struct block *block)
{
	(void)block;
}

BENCHMARK(empty) = {
	.name = "empty",
	.timed = timed_empty,
	.timed_pmu = timed_events_empty,
	.pathless = true,
	.always = true,
	.batches = true,
	.variants = variants_empty,
	.check = empty_check,
};

static void null_begin(struct block *block)
{
	block->timed.call = call_number(SYS_null);
}

BENCHMARK(null) = {
	.name = "null",
	.timed = timed_active,
	.timed_pmu = timed_events,
	.controls = true,
	.batches = true,
	.variants = variants,
	.begin = null_begin,
};

static void dispatch_arrange(struct block *block)
{
	static struct call series[BATCH_MAX];
	uint64_t first = block->index * block->timed.batch;

	for (uint64_t i = 0; i < block->timed.batch; i++)
		series[i] = call_number(pattern_numbers[pattern_choose(block, first + i)]);
	block->timed.call = series[0];
	block->timed.series = series;
	block->timed.stride = sizeof(series[0]);
}

BENCHMARK(dispatch) = {
	.name = "dispatch",
	.timed = timed_active,
	.timed_pmu = timed_events,
	.patterns = pattern_names,
	.batches = true,
	.variants = variants,
	.arrange = dispatch_arrange,
};

/* The harness' company: here nobody is measured among others. */
void others_set(struct cell *cell, uint64_t seed, uint64_t round)
{
	(void)cell;
	(void)seed;
	(void)round;
}

void crowd_set(struct cell *cell)
{
	(void)cell;
}
