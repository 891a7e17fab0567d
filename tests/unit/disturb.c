/*
 * Each disturbance does what its cold variant promises (bench/disturb.c), against a train, a
 * kernel and reads that are counted. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/mman.h>
/* The harness has one of its own. */
#undef fail
#define fail harness_fail

#include "include/compiler.h"
#undef READ_ONCE
#define READ_ONCE(x) (line_note(&(x)), *(const volatile __typeof__(x) *)&(x))
static void line_note(const void *at);

#include "bench/disturb.c"
#undef fail
#define fail() _fail(__FILE__, __LINE__)

#define PAGE 4096

bool on_trapgate = true;
const char branch_group_first[BRANCH_GROUP], branch_group[BRANCH_GROUP];
const char code_nothing[BRANCH_SLOT] = { [0 ... BRANCH_SLOT - 1] = (char)0x90 };
const char code_return[BRANCH_SLOT] = { (char)0xc3 };

static unsigned int trains, flushes, reads, sealed;
static uint32_t trained[8];
static unsigned char seen[2 * EMULATED_BYTES / LINE_BYTES];

static void line_note(const void *at)
{
	size_t line = (size_t)((const char *)at - buffer) / LINE_BYTES;

	assert_true(line < sizeof(seen));
	seen[line] = 1;
	reads++;
}

void branch_train(const void *sites_given, uint32_t slots, uint32_t step)
{
	assert_ptr_equal(sites_given, sites);
	assert_int_equal(slots, EMULATED_SITES);
	trained[trains++] = step;
}

long control(long op, long a, long b)
{
	(void)a, (void)b;
	if (op == CONTROL_FREE_PAGES)
		return 1 << 20;
	assert_int_equal(op, CONTROL_TLB_FLUSH);
	return flushes++, 0;
}

void *pages_map(size_t bytes, long flags)
{
	(void)flags;
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

long stub_mmap(void *at, size_t bytes, long prot, long flags, long fd, long offset)
{
	(void)prot, (void)flags, (void)fd, (void)offset;
	assert_null(at);
	return (long)pages_map(bytes, 0);
}

long stub_mprotect(void *at, size_t bytes, long prot)
{
	assert_int_equal(prot, PROT_READ | PROT_EXEC);
	sealed++;
	return mprotect(at, bytes, PROT_READ | PROT_EXEC);
}

long must(long result, const char *what)
{
	assert_true(result >= 0 && what);
	return result;
}

void code_written(void *at, size_t bytes)
{
	assert_non_null(at);
	assert_true(bytes);
}

uint64_t counter_now(void)
{
	return 0;
}

size_t page_size(void)
{
	return PAGE;
}

void fact(const char *fmt, ...)
{
	(void)fmt;
}

void refuse(struct cell *cell, const char *fmt, ...)
{
	(void)cell;
	fail_msg("refused: %s", fmt);
}

void harness_fail(const char *fmt, ...)
{
	fail_msg("the run failed: %s", fmt);
	abort();
}

/* Prepared, and with the counts of that forgotten. */
static void prepare(enum disturbance what)
{
	const struct variant variant = { .name = "cold", .disturb = what };
	const struct options options = { .emulated = 1 };
	struct cell cell = { .variant = &variant };

	disturb_prepare(&cell, &options);
	trains = flushes = reads = 0;
	memset(seen, 0, sizeof(seen));
}

/* Two trains, with a step and so with targets of their own. */
static void branches_are_trained_anew(void **state)
{
	(void)state;
	prepare(DISTURB_BRANCHES);
	disturb(DISTURB_BRANCHES);
	assert_int_equal(trains, 2);
	assert_int_not_equal(trained[0], trained[1]);
	assert_true(trained[0] % 2 && trained[1] % 2);
	disturb(DISTURB_BRANCHES);
	assert_int_equal(trains, 4);
}

static void every_line_is_read_once(void **state)
{
	(void)state;
	prepare(DISTURB_CACHES);
	disturb(DISTURB_CACHES);
	assert_int_equal(reads, buffer_pages * PAGE / LINE_BYTES);
	assert_true(reads >= EMULATED_BYTES / LINE_BYTES);
	for (unsigned int line = 0; line < reads; line++)
		assert_true(seen[line]);
}

/* Else the code would be run from where nobody may. */
static void the_code_is_sealed(void **state)
{
	(void)state;
	assert_int_equal(sealed, 2);
	for (size_t at = 0; at < CODE_BYTES - BRANCH_SLOT; at++)
		assert_int_equal((unsigned char)code[at], 0x90);
	assert_int_equal((unsigned char)code[CODE_BYTES - BRANCH_SLOT], 0xc3);
}

static void the_tlb_is_emptied(void **state)
{
	(void)state;
	prepare(DISTURB_TLB);
	disturb(DISTURB_TLB);
	assert_int_equal(flushes, 1);
}

int main(int argc, char **argv, char **envp)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(branches_are_trained_anew),
		cmocka_unit_test(every_line_is_read_once),
		cmocka_unit_test(the_code_is_sealed),
		cmocka_unit_test(the_tlb_is_emptied),
	};

	(void)argc, (void)argv, (void)envp;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
