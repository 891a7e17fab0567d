/*
 * In which order the calls of a block are made (bench/run.c, bench/plan.c), against a
 * kernel and a benchmark that write down what is asked of them: `w` is a window, `o`
 * a window of the variant's own, `d` a disturbance. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
/* The harness has one of its own. */
#undef fail
#define fail harness_fail

#include "bench/names.c"
#include "bench/plan.c"
#include "bench/random.c"
#include "bench/run.c"
#include "user/control.c"
#undef fail
#define fail() _fail(__FILE__, __LINE__)

struct control_path paths[PATHS_MAX];
unsigned int path_count;
bool on_trapgate = true;
const char *program_name = "series";

static char made[100000];
static size_t steps;
static struct sample_record records[100];
static uint64_t delivered;
static uint32_t windows; /* since the last disturbance, or path */
static long active, call_result;
static unsigned int asked_by_gate, asked_by_call;

/* One block was given these: the first draw of its series, the seed and the round of its mappings. */
static struct given {
	uint64_t draw, seed, round;
} given[20];
static unsigned int blocks_begun;
static bool emulated, opened;

static void block_note(struct block *block)
{
	assert_true(blocks_begun < ARRAY_SIZE(given));
	given[blocks_begun++].draw = random_next(&block->random);
}

void others_set(struct cell *cell, uint64_t seed, uint64_t round)
{
	(void)cell;
	given[blocks_begun].seed = seed;
	given[blocks_begun].round = round;
}

void window_open(uint32_t block)
{
	(void)block;
	assert_false(opened);
	opened = true;
}

void window_close(void)
{
	assert_true(opened);
	opened = false;
}

/* Each call is made with the timer silent, on the path of its cell. */
static void block_check(struct block *block)
{
	assert_true(opened);
	if (block->path)
		assert_int_equal(active, block->path - paths);
	assert_int_equal(block->timed.result, block->timed.call.expected);
}

static void step(char what)
{
	assert_true(steps < sizeof(made) - 1);
	made[steps++] = what;
	made[steps] = '\0';
}

/* Its ticks tell how many windows came before it. */
static void window(struct timed *t)
{
	step('w');
	t->ticks = windows++;
	t->result = t->call.expected;
}

static void window_own(struct timed *t)
{
	window(t);
	made[steps - 1] = 'o';
}

void disturb(enum disturbance what)
{
	assert_int_equal(what, DISTURB_BRANCHES);
	step('d');
}

void path_enter(unsigned int n)
{
	active = n;
	windows = 0;
}

long stub_gate(long op, long a, long b)
{
	(void)a;
	(void)b;
	assert_int_equal(op, CONTROL_PATH_ACTIVE);
	asked_by_gate++;
	return active;
}

long stub_control(long op, long a, long b)
{
	(void)op;
	(void)a;
	(void)b;
	asked_by_call++;
	return call_result;
}

struct sample_record *region_make(const struct plan *plan)
{
	assert_true(plan->record_count <= ARRAY_SIZE(records));
	return records;
}

void region_deliver(const struct plan *plan, const struct options *options, uint64_t count)
{
	(void)options;
	assert_int_equal(count, plan->record_count);
	delivered = count;
}

void *pages_map(size_t bytes, long flags)
{
	static char pages[1 << 20] __aligned_to(16);
	static size_t taken;
	char *here = pages + taken;

	(void)flags;
	taken += ALIGN_UP(bytes, 16);
	assert_true(taken <= sizeof(pages));
	return here;
}

int vformat(char *buf, size_t size, const char *fmt, va_list ap)
{
	return vsnprintf(buf, size, fmt, ap);
}

void print(int fd, const char *fmt, ...)
{
	(void)fd;
	(void)fmt;
}

void harness_fail(const char *fmt, ...)
{
	fail_msg("the run failed: %s", fmt);
	abort();
}

bool counter_trapped(void)
{
	return false;
}

bool between_close(uint32_t block)
{
	(void)block;
	return true;
}

/* Parts of the harness that have no say in the order. */
#define NOTHING(name, ...)                                                                         \
	void name(__VA_ARGS__)                                                                     \
	{                                                                                          \
	}
#pragma GCC diagnostic ignored "-Wunused-parameter"
NOTHING(disturb_prepare, struct cell *cell, const struct options *o)
NOTHING(pmu_prepare, struct cell *cell, const struct options *o)
NOTHING(pmu_begin, const struct cell *cell)
NOTHING(pmu_end, const struct cell *cell)
NOTHING(crowd_set, struct cell *cell)
NOTHING(path_leave, void)
NOTHING(between_open, void)
NOTHING(between_tell, void)
NOTHING(core_begin, const struct options *options)
NOTHING(core_round, void)
NOTHING(core_tell, void)

int path_floor(unsigned int path)
{
	(void)path;
	return -1;
}

/* The benchmarks that there are: one that is asked for. */
static const struct variant variants[] = {
	BATCH(64),
	COLD_BRANCHES,
	{ .name = "cold_own",
	  .others = OTHERS_PLAIN,
	  .disturb = DISTURB_BRANCHES,
	  .timed = window_own,
	  .share = 10 },
	{ .name = "own", .others = OTHERS_PLAIN, .timed = window_own },
	{ .name = "size=256K", .bytes = 256 << 10 },
	{ .name = "size=1G", .bytes = 1 << 30 },
	{ 0 },
};
static const struct benchmark bench = {
	.name = "call",
	.timed = window,
	.begin = block_note,
	.check = block_check,
	.controls = true,
	.batches = true,
	.variants = variants,
};
const struct benchmark *const __start_benchmarks[] = { &bench };
__asm__(".globl __stop_benchmarks\n__stop_benchmarks = __start_benchmarks + 8");

/* A run of one variant: each path's blocks look the same, whichever comes first. */
static void run_of(const char *variant, uint64_t rounds, uint64_t samples, uint64_t warmup)
{
	const struct options options = { .variants = variant,
					 .rounds = rounds,
					 .samples = samples,
					 .warmup = warmup,
					 .seed = 1,
					 .emulated = emulated,
					 .batch = 1 };
	struct plan plan;

	paths[0] = (struct control_path){ .name = "table", .dispatch = "table", .available = 1 };
	paths[1] = (struct control_path){
		.name = "floor", .dispatch = "floor", .available = 1, .control = 1
	};
	path_count = 2;
	steps = blocks_begun = 0;
	plan_make(&plan, &options);
	for (uint32_t n = 0; n < plan.cell_count; n++)
		if (strcmp(plan.cells[n].variant->name, variant)) {
			plan.record_count -= rounds * plan.cells[n].samples;
			refuse(&plan.cells[n], "not asked for");
		}
	run(&plan, &options);
}

static void assert_made(const char *block, unsigned int blocks)
{
	size_t length = strlen(block);

	assert_int_equal(steps, length * blocks);
	for (unsigned int i = 0; i < blocks; i++)
		if (memcmp(made + i * length, block, length))
			fail_msg("block %u: expected %s, made %.*s", i, block, (int)length,
				 made + i * length);
}

static void a_block_is_warmed_up_once(void **state)
{
	(void)state;
	run_of("-", 3, 4, 5);
	assert_made("wwwww"
		    "wwww",
		    6);
	assert_int_equal(delivered, 24);
	for (uint32_t i = 0; i < delivered; i++)
		assert_int_equal(records[i].value, 5 + i % 4);
}

/* The warm-up is undisturbed, and each sample comes after as much of it as any other. */
static void each_disturbed_sample_is_warmed_up_for(void **state)
{
	(void)state;
	run_of("cold_btb", 2, 20, 3);
	assert_made("wwwdw"
		    "wwwdw",
		    4);
	for (uint32_t i = 0; i < delivered; i++) {
		assert_int_equal(records[i].seq, i % 2);
		assert_int_equal(records[i].value, i % 2 ? 7 : 3);
	}
}

/* What a variant does besides in its own window is a disturbance, too, if it has one. */
static void a_window_that_disturbs_is_no_warm_up(void **state)
{
	(void)state;
	run_of("cold_own", 1, 10, 3);
	assert_made("wwwdo", 2);
	run_of("own", 1, 1, 2);
	assert_made("ooo", 2);
}

static void batches_have_as_many_windows_of_it(void **state)
{
	(void)state;
	run_of("batch=64", 1, 8, WARMUP);
	assert_int_equal(records[0].value, WARMUP);
	assert_int_equal(steps, 2 * (WARMUP + 2));
}

/* On a path that dispatches, the call itself would warm the path: nobody makes it. */
static void the_harness_asks_by_the_gate(void **state)
{
	(void)state;
	asked_by_gate = asked_by_call = 0;
	run_of("-", 1, 1, 1);
	assert_int_equal(asked_by_gate, 2);
	assert_int_equal(asked_by_call, 0);
	assert_true(control_probe());
	call_result = -ENOSYS;
	assert_false(control_probe());
	assert_int_equal(asked_by_call, 2);
}

/* Else a predictor that met the series on one path would know it on the next. */
static void each_block_of_a_processor_has_a_series_of_its_own(void **state)
{
	(void)state;
	emulated = false;
	run_of("-", 3, 1, 1);
	assert_int_equal(blocks_begun, 6);
	for (unsigned int i = 0; i < blocks_begun; i++)
		for (unsigned int other = 0; other < i; other++)
			assert_true(given[i].draw != given[other].draw);
}

/* Counts of two paths are compared over the same calls, among the same mappings. */
static void the_blocks_of_a_counted_round_share_theirs(void **state)
{
	(void)state;
	emulated = true;
	run_of("-", 3, 1, 1);
	emulated = false;
	for (unsigned int i = 0; i < 6; i++) {
		assert_int_equal(given[i].seed, 1);
		assert_int_equal(given[i].round, i / 2);
		for (unsigned int other = 0; other < i; other++)
			assert_int_equal(given[i].draw == given[other].draw, i / 2 == other / 2);
	}
}

static uint32_t warmup_for(size_t bytes, uint64_t asked)
{
	const struct variant variant = { .bytes = bytes };
	const struct options options = { .warmup = asked };

	return warmup_of(&bench, &variant, &options);
}

/* Twice the eight handlers of `dispatch cycle8` at least; a few where each clears megabytes. */
static void there_are_enough(void **state)
{
	(void)state;
	assert_in_range(WARMUP, 16, 1000);
	for (const struct variant *v = variants; v->name; v++)
		if (!v->bytes)
			assert_int_equal(warmup_for(0, WARMUP), WARMUP);
	assert_in_range(warmup_for(256 << 10, WARMUP), 16, WARMUP);
	assert_int_equal(warmup_for(2 << 20, WARMUP), 4);
	assert_int_equal(warmup_for(1 << 30, WARMUP), 1);
	assert_int_equal(warmup_for(2 << 20, 0), 0);
}

int main(int argc, char **argv, char **envp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_is_warmed_up_once),
		cmocka_unit_test(each_disturbed_sample_is_warmed_up_for),
		cmocka_unit_test(a_window_that_disturbs_is_no_warm_up),
		cmocka_unit_test(batches_have_as_many_windows_of_it),
		cmocka_unit_test(the_harness_asks_by_the_gate),
		cmocka_unit_test(each_block_of_a_processor_has_a_series_of_its_own),
		cmocka_unit_test(the_blocks_of_a_counted_round_share_theirs),
		cmocka_unit_test(there_are_enough),
	};

	(void)argc, (void)argv, (void)envp;
	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
