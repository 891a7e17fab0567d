/*
 * The dispatch back ends, as they were compiled for the kernel: each number through each
 * of them, against dispatch/syscalls.def read here by other means than the build's.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dispatch/backends.h"

#include <asm/unistd.h>

/* As the entry code calls: the number's register as the caller left it, upper half and all. */
typedef long wide_backend(const struct pt_regs *regs, uint64_t nr);

static const struct {
	const char *name;
	dispatch_backend *call;
} backends[] = {
#define BACKEND(name, indirect, returns) { #name, dispatch_##name },
#include <gen/backends.h>
#undef BACKEND
};

static const struct pt_regs some_regs;
static const char *reached; /* the handler that ran last */
static unsigned int calls;

/* A result of 64 bits whose halves differ: a back end that narrowed it would show. */
#define RESULT 0x123456789abcdef0

static long handle(const char *name, const struct pt_regs *regs)
{
	assert_ptr_equal(regs, &some_regs);
	reached = name;
	calls++;
	return RESULT;
}

#define SYSCALL(nr, name, implemented)                                                             \
	long sys_##name(const struct pt_regs *regs)                                                \
	{                                                                                          \
		return handle(#name, regs);                                                        \
	}
#include <gen/syscalls.h>
#undef SYSCALL

long sys_ni_syscall(const struct pt_regs *regs)
{
	return handle("ni_syscall", regs);
}

/* --- what the numbers mean --- */

static char expected[NR_SYSCALLS][64];
static unsigned int rows;

/* The first column is x86_64's number. */
static int read_table(void **state)
{
	FILE *file = fopen("dispatch/syscalls.def", "r");
	char line[256], name[64];
	unsigned int nr;

	(void)state;
	assert_non_null(file);
	for (nr = 0; nr < NR_SYSCALLS; nr++)
		strcpy(expected[nr], "ni_syscall");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "SYSCALL(%u, %*[^,], %63[a-z0-9_],", &nr, name) != 2)
			continue;
		assert_true(nr < NR_SYSCALLS);
		strcpy(expected[nr], name);
		rows++;
	}
	fclose(file);
	return 0;
}

static const char *expected_at(uint64_t nr)
{
	uint32_t low = nr;

	return low < NR_SYSCALLS ? expected[low] : "ni_syscall";
}

static void assert_reaches(size_t backend, uint64_t nr)
{
	wide_backend *call = (void *)backends[backend].call;
	long result;

	reached = "nothing";
	calls = 0;
	result = call(&some_regs, nr);
	if (strcmp(reached, expected_at(nr)))
		fail_msg("%s takes %#lx to %s, not to %s", backends[backend].name,
			 (unsigned long)nr, reached, expected_at(nr));
	assert_int_equal(calls, 1);
	assert_true(result == RESULT);
}

/* Linux 6.1 has 362 calls on x86_64 (its numbers end at 450); two are our own. */
static void the_table_is_linux_s(void **state)
{
	unsigned int linux_calls = 0, shared = 0;

	(void)state;
	for (unsigned int nr = 0; nr < NR_SYSCALLS; nr++) {
		bool is_ours = nr == 510 || nr == 511;

		if (!strcmp(expected[nr], "ni_syscall"))
			shared++;
		else if (!is_ours)
			linux_calls++;
		if (nr >= 335 && nr <= 423)
			assert_string_equal(expected[nr], "ni_syscall");
	}
	assert_int_equal(linux_calls, 362);
	assert_int_equal(linux_calls + 2, rows);
	assert_int_equal(shared, NR_SYSCALLS - rows);
	assert_string_equal(expected[510], "null");
	assert_string_equal(expected[511], "control");
}

/* Linux's own header names the number of each. */
static void the_numbers_are_linux_s(void **state)
{
	static const struct {
		const char *name;
		unsigned int nr;
	} known[] = {
#define CALL(name) { #name, __NR_##name }
		CALL(read),
		CALL(write),
		CALL(close),
		CALL(mmap),
		CALL(mprotect),
		CALL(munmap),
		CALL(brk),
		CALL(rt_sigaction),
		CALL(rt_sigprocmask),
		CALL(rt_sigreturn),
		CALL(ioctl),
		CALL(readv),
		CALL(writev),
		CALL(sched_yield),
		CALL(mremap),
		CALL(madvise),
		CALL(nanosleep),
		CALL(getpid),
		CALL(clone),
		CALL(fork),
		CALL(vfork),
		CALL(execve),
		CALL(exit),
		CALL(uname),
		CALL(umask),
		CALL(getuid),
		CALL(getppid),
		CALL(personality),
		CALL(sched_get_priority_max),
		CALL(arch_prctl),
		CALL(gettid),
		CALL(tkill),
		CALL(futex),
		CALL(set_tid_address),
		CALL(clock_gettime),
		CALL(exit_group),
		CALL(tgkill),
		CALL(set_robust_list),
		CALL(getrandom),
		CALL(membarrier),
		CALL(rseq),
		CALL(clone3),
		CALL(futex_waitv),
		CALL(set_mempolicy_home_node),
#undef CALL
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		assert_string_equal(expected[known[i].nr], known[i].name);
}

static void every_number_on_every_back_end(void **state)
{
	(void)state;
	for (size_t b = 0; b < ARRAY_SIZE(backends); b++)
		for (uint64_t nr = 0; nr < 0x3000; nr++)
			assert_reaches(b, nr);
}

/* The sign, the ends of 32 bits, and multiples of slot sizes that would wrap to a slot again. */
static void numbers_that_nobody_has(void **state)
{
	static const uint64_t bases[] = { 0x40000000, 0x7fffffff, 0x80000000,
					  0xffffffff, 0x20000000, 0x10000000,
					  0x0fffffff, 0x01000000, 0x00010000 };

	(void)state;
	for (size_t b = 0; b < ARRAY_SIZE(backends); b++)
		for (size_t i = 0; i < ARRAY_SIZE(bases); i++)
			for (uint64_t d = 0; d <= NR_SYSCALLS + 1; d++) {
				assert_reaches(b, (uint32_t)(bases[i] + d));
				assert_reaches(b, (uint32_t)(bases[i] - d));
			}
}

/* Only the low 32 bits count: 2^63 is call 0, -1 is nobody's. */
static void the_upper_half_is_the_caller_s_own(void **state)
{
	static const uint64_t upper[] = { 1ull << 32, 1ull << 63, 0xffffffff00000000,
					  0x5a5a5a5a00000000 };

	(void)state;
	for (size_t b = 0; b < ARRAY_SIZE(backends); b++) {
		for (size_t i = 0; i < ARRAY_SIZE(upper); i++)
			for (uint64_t nr = 0; nr <= NR_SYSCALLS; nr++)
				assert_reaches(b, upper[i] | nr);
		assert_reaches(b, UINT64_MAX);
		assert_reaches(b, UINT64_MAX << 31);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_linux_s),
		cmocka_unit_test(the_numbers_are_linux_s),
		cmocka_unit_test(every_number_on_every_back_end),
		cmocka_unit_test(numbers_that_nobody_has),
		cmocka_unit_test(the_upper_half_is_the_caller_s_own),
	};

	return cmocka_run_group_tests(tests, read_table, NULL);
}
