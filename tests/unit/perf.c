/*
 * Hardware events of the native program (bench/native/perf.c) against a kernel
 * that is the test: what is refused, why, and what is asked for.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/native/perf.c"

#define FD 7

/* What the kernel under test does. */
static long open_result;
static struct perf_event_attr asked;
static struct perf_event_mmap_page page;
static long map_result;
static unsigned int reads, closes;
static uint64_t per_read, running_short; /* the event's advance; time it was off its counter */
static long read_size;			 /* 0: whole reads */

long stub_perf_event_open(const struct perf_event_attr *attr, long pid, long cpu, long group,
			  unsigned long flags)
{
	asked = *attr;
	assert_int_equal(pid, 0);
	assert_int_equal(cpu, -1);
	assert_int_equal(group, -1);
	assert_int_equal(flags, PERF_FLAG_FD_CLOEXEC);
	return open_result;
}

long stub_read(long fd, void *buf, size_t n)
{
	uint64_t values[3] = { reads * per_read, 1000 + reads, 1000 + reads - running_short };

	assert_int_equal(fd, FD);
	assert_int_equal(n, sizeof(values));
	memcpy(buf, values, sizeof(values));
	reads++;
	return read_size ? read_size - 1 : (long)sizeof(values);
}

long stub_close(long fd)
{
	assert_int_equal(fd, FD);
	closes++;
	return 0;
}

long stub_mmap(void *addr, size_t length, long prot, long flags, long fd, long offset)
{
	assert_null(addr);
	assert_int_equal(length, 4096);
	assert_int_equal(prot, PROT_READ);
	assert_int_equal(flags, MAP_SHARED);
	assert_int_equal(fd, FD);
	assert_int_equal(offset, 0);
	return map_result;
}

static int kernel_reset(void **state)
{
	(void)state;
	open_result = FD;
	memset(&page, 0, sizeof(page));
	map_result = (long)&page;
	reads = closes = 0;
	per_read = 4 * PROBE_TURNS;
	running_short = 0;
	read_size = 0;
	return 0;
}

static void asks_for_user_mode_alone(void **state)
{
	(void)state;
	assert_int_equal(perf_open(PERF_BRANCH_MISSES), FD);
	assert_int_equal(asked.type, PERF_TYPE_HARDWARE);
	assert_int_equal(asked.config, PERF_COUNT_HW_BRANCH_MISSES);
	assert_true(asked.exclude_kernel && asked.exclude_hv && !asked.exclude_user);
	assert_true(asked.pinned && !asked.disabled);
}

static void an_error_has_a_sentence(void **state)
{
	static const struct {
		long error;
		const char *words;
	} known[] = {
		{ -EACCES, "perf_event_paranoid" },
		{ -EPERM, "perf_event_paranoid" },
		{ -ENOENT, "no such counter" },
		{ -EOPNOTSUPP, "no such counter" },
		{ -ENODEV, "no such counter" },
		{ -ENOSYS, "no perf events" },
		{ -EBUSY, "somebody else" },
		{ -EAGAIN, "lost its counter" },
		{ -EINVAL, "no reason that is known" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		assert_non_null(strstr(perf_why(known[i].error), known[i].words));
		/* It goes into a line of the sample region. */
		assert_null(strpbrk(perf_why(known[i].error), ",\n"));
	}
	open_result = -EACCES;
	assert_int_equal(perf_open(PERF_CYCLES), -EACCES);
}

static void reads_what_was_counted(void **state)
{
	uint64_t value;

	(void)state;
	reads = 3;
	assert_int_equal(perf_read(FD, &value), 0);
	assert_true(value == 3 * per_read);
}

/* Off its counter for a while: the count is an estimate at best. At the end of file: for good. */
static void a_shared_counter_is_refused(void **state)
{
	uint64_t value = 0;

	(void)state;
	running_short = 1;
	assert_int_equal(perf_read(FD, &value), -EAGAIN);
	running_short = 0;
	read_size = 1;
	assert_int_equal(perf_read(FD, &value), -EAGAIN);
	assert_int_equal(value, 0);
	assert_string_equal(perf_doubt(FD, PERF_CYCLES), perf_why(-EAGAIN));
	read_size = 1 - EINTR;
	assert_int_equal(perf_read(FD, &value), -EINTR);
}

static void plausible_counts_pass(void **state)
{
	(void)state;
	assert_null(perf_doubt(FD, PERF_INSTRUCTIONS));
	assert_null(perf_doubt(FD, PERF_CYCLES));
	per_read = 1;
	assert_null(perf_doubt(FD, PERF_BRANCH_MISSES));
	per_read = 0;
	assert_null(perf_doubt(FD, PERF_BRANCH_MISSES));
}

static void others_do_not(void **state)
{
	(void)state;
	per_read = 0;
	assert_non_null(strstr(perf_doubt(FD, PERF_INSTRUCTIONS), "frozen"));
	assert_non_null(strstr(perf_doubt(FD, PERF_CYCLES), "frozen"));
	per_read = 2 * PROBE_TURNS - 1; /* a turn has no fewer than two */
	assert_non_null(strstr(perf_doubt(FD, PERF_INSTRUCTIONS), "implausible"));
	per_read = 20 * PROBE_TURNS + 1;
	assert_non_null(strstr(perf_doubt(FD, PERF_INSTRUCTIONS), "implausible"));
	assert_non_null(strstr(perf_doubt(FD, PERF_BRANCH_MISSES), "implausible"));
	per_read = PROBE_TURNS / 10 - 1;
	assert_non_null(strstr(perf_doubt(FD, PERF_CYCLES), "implausible"));
}

/* arm64's cycles, read by an instruction. */
static void user_cycles(void **state)
{
	(void)state;
	page.cap_user_rdpmc = 1;
	page.index = 32;
	assert_true(perf_user_cycles(32));
	assert_int_equal(asked.config, PERF_COUNT_HW_CPU_CYCLES);
	assert_int_equal(asked.config1, 3);
	assert_int_equal(closes, 0);
}

static void user_cycles_that_are_not_to_be_had(void **state)
{
	(void)state;
	page.index = 32;
	assert_false(perf_user_cycles(32)); /* perf_user_access is 0 */
	page.cap_user_rdpmc = 1;
	page.index = 1;
	assert_false(perf_user_cycles(32)); /* on an event counter */
	map_result = -EPERM;
	assert_false(perf_user_cycles(32));
	assert_int_equal(closes, 3);
	open_result = -ENOENT;
	assert_false(perf_user_cycles(32));
	assert_int_equal(closes, 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, kernel_reset)
	const struct CMUnitTest tests[] = {
		TEST(asks_for_user_mode_alone),
		TEST(an_error_has_a_sentence),
		TEST(reads_what_was_counted),
		TEST(a_shared_counter_is_refused),
		TEST(plausible_counts_pass),
		TEST(others_do_not),
		TEST(user_cycles),
		TEST(user_cycles_that_are_not_to_be_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
