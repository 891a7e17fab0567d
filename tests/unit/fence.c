/*
 * The self-test of the pair of reads ends the run where a read does not order what it
 * should (bench/fence.c, fence_judge.c), against windows whose ticks are worked out
 * here. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
/* The harness has one of its own. */
#undef fail
#define fail harness_fail

#include "bench/fence.c"
#include "bench/fence_judge.c"

/* What a window's reads alone take, and a turn of the chain: in ticks, or in instructions. */
#define READS_TAKE 30
#define TURN_TICKS 200

/* The processor that is played. With all of it 0 it is a sound one. */
static struct processor {
	bool counts;		 /* instructions, as an emulator does */
	bool stuck;		 /* the counter gives one value alone */
	uint64_t back_at;	 /* the read that gives less than the one before it; 0: none */
	uint64_t divisor;	 /* the second read waits for this part of a chain; 0: for all of it */
	uint64_t bend;		 /* ticks that the longest chain lacks */
	uint64_t before, behind; /* ticks of a chain beside the window that are seen in it */
} cpu;

static jmp_buf failed;
static char said[FENCE_WHY_MAX + 64];
static uint64_t reads;
static bool kept;

static uint64_t turn(void)
{
	return cpu.counts ? CHAIN_INSTRUCTIONS : TURN_TICKS;
}

void timed_empty(struct timed *t)
{
	t->ticks = READS_TAKE;
}

void fence_within(struct timed *t)
{
	uint64_t turns = (uint64_t)t->call.arg[0];

	t->ticks = READS_TAKE + turns * turn() / (cpu.divisor ? cpu.divisor : 1);
	if (turns > 2 * CHAIN_WITHIN)
		t->ticks -= cpu.bend;
}

void fence_before(struct timed *t)
{
	t->ticks = READS_TAKE + cpu.before;
}

void fence_behind(struct timed *t)
{
	t->ticks = READS_TAKE + cpu.behind;
}

uint64_t counter_now(void)
{
	reads++;
	return cpu.stuck ? 1000 : 1000 + reads - (reads == cpu.back_at ? 2 : 0);
}

uint64_t counter_frequency(void)
{
	return 1000000000;
}

const char *fence_note(bool timed)
{
	return timed ? "the self-test" : "none";
}

void fact(const char *fmt, ...)
{
	kept |= !strcmp(fmt, "fence_selftest=ok");
}

int format(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return length;
}

void harness_fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(said, sizeof(said), fmt, args);
	va_end(args);
	longjmp(failed, 1);
}

/* Runs the self-test on that processor. Returns what the run ended with: nothing if it goes on. */
static const char *selftest(struct processor processor)
{
	const struct options options = { .emulated = processor.counts };

	cpu = processor;
	reads = 0;
	kept = false;
	said[0] = '\0';
	if (!setjmp(failed))
		fence_selftest(&options);
	assert_int_equal(kept, !said[0]);
	return said;
}

static void expect_end(struct processor processor, const char *reason)
{
	const char *end = selftest(processor);

	if (!strstr(end, reason))
		print_error("expected '%s', got '%s'\n", reason, end);
	assert_non_null(strstr(end, reason));
}

static void a_sound_pair_passes(void **state)
{
	(void)state;
	assert_string_equal(selftest((struct processor){ 0 }), "");
	assert_string_equal(selftest((struct processor){ .counts = true }), "");
}

static void a_pair_that_does_not_wait_ends_the_run(void **state)
{
	/* Half of a chain beside the window is borne, and no tick more. A chain that is twice as
	 * long may lack a quarter of its time. */
	uint64_t half = TURN_TICKS / 2, quarter = 2 * CHAIN_WITHIN * TURN_TICKS / 4;

	(void)state;
	expect_end((struct processor){ .divisor = 100 }, "less than its latency");
	expect_end((struct processor){ .divisor = 100000 }, "a longer chain takes no longer");
	expect_end((struct processor){ .bend = quarter + 1 }, "does not grow with the chain");
	expect_end((struct processor){ .before = half + 1 }, "the first read does not wait");
	expect_end((struct processor){ .behind = half + 1 }, "begins before it");
	assert_string_equal(selftest((struct processor){ .before = half, .behind = half }), "");
	assert_string_equal(selftest((struct processor){ .bend = quarter }), "");
}

static void a_count_is_exact(void **state)
{
	(void)state;
	expect_end((struct processor){ .counts = true, .before = 1 }, "beside a window are counted");
	expect_end((struct processor){ .counts = true, .behind = 1 }, "beside a window are counted");
	expect_end((struct processor){ .counts = true, .divisor = 2 }, "not each instruction");
	expect_end((struct processor){ .counts = true, .bend = 1 }, "not each instruction");
}

static void the_counter_goes_on(void **state)
{
	(void)state;
	expect_end((struct processor){ .back_at = 5000 }, "the counter went back, from 5999 to 5998");
	expect_end((struct processor){ .stuck = true }, "the counter stood still");
}

int main(int argc, char **argv, char **envp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_pair_passes),
		cmocka_unit_test(a_pair_that_does_not_wait_ends_the_run),
		cmocka_unit_test(a_count_is_exact),
		cmocka_unit_test(the_counter_goes_on),
	};

	(void)argc, (void)argv, (void)envp;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
