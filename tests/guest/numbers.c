/*
 * Every number on every path that dispatches: what the table says, whatever the
 * upper half of the register holds. Next: <arch>/numbers.S.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>

#define SLOTS 512
#define X32_BIT 0x40000000

/* Makes the call with all 64 bits of the number, and the same value in all six arguments. */
long call_number(unsigned long number, long argument);

static const struct {
	const char *name;
	bool implemented;
} rows[SLOTS] = {
#define IMPLEMENTED_yes true
#define IMPLEMENTED_no false
#define SYSCALL(nr, name, implemented) [nr] = { #name, IMPLEMENTED_##implemented },
#include <gen/syscalls.h>
#undef SYSCALL
};

/* Calls that do not come back, or not as they went. */
static const char *const excepted[] = { "exit", "exit_group", "rt_sigreturn", "execve", "pause" };

/* Calls whose answer to -1 everywhere is ENOSYS by their own rules: another value for them. */
static const struct {
	const char *name;
	long argument;
} arguments[] = { { "futex", 1 } };

static long results[2][SLOTS];
static uint32_t tid_word;

static bool is_excepted(unsigned int nr)
{
	for (size_t i = 0; i < ARRAY_SIZE(excepted); i++)
		if (rows[nr].name && !strcmp(rows[nr].name, excepted[i]))
			return true;
	return false;
}

static long argument_for(unsigned int nr)
{
	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++)
		if (rows[nr].name && !strcmp(rows[nr].name, arguments[i].name))
			return arguments[i].argument;
	return -1;
}

/* Some calls leave something behind: the next round must find things as this one did. */
static void call_all(long *into, unsigned long upper_half)
{
	stub_umask(022);
	for (unsigned int nr = 0; nr < SLOTS; nr++)
		if (!is_excepted(nr))
			into[nr] = call_number(upper_half | nr, argument_for(nr));
	stub_set_tid_address(&tid_word);
}

static bool as_the_table_says(const long *got)
{
	bool good = true;

	for (unsigned int nr = 0; nr < SLOTS; nr++) {
		if (is_excepted(nr) || (got[nr] != -ENOSYS) == rows[nr].implemented)
			continue;
		note("number %u (%s) gave %ld", nr, rows[nr].name ? rows[nr].name : "nobody's", got[nr]);
		good = false;
	}
	return good;
}

static bool same(const long *a, const long *b)
{
	bool good = true;

	for (unsigned int nr = 0; nr < SLOTS; nr++) {
		if (a[nr] == b[nr])
			continue;
		note("number %u: %ld and %ld", nr, a[nr], b[nr]);
		good = false;
	}
	return good;
}

static void test_numbers(const char *path)
{
	static const unsigned long upper_halves[] = {
		0x100000000, 0x8000000000000000, 0xffffffff00000000, 0xdeadbeef00000000,
	};

	call_all(results[1], 0);
	ok(as_the_table_says(results[1]), "%s: numbers 0 to 511 are as the table says", path);
	ok(same(results[0], results[1]), "%s: they give what the first path gave", path);
	for (size_t i = 0; i < ARRAY_SIZE(upper_halves); i++) {
		call_all(results[1], upper_halves[i]);
		ok(same(results[0], results[1]), "%s: the same with %#lx in the upper half", path,
		   upper_halves[i]);
	}
}

static void test_nobodys(const char *path)
{
	static const unsigned long numbers[] = {
		512,	    513,	999,	    1023,	   1024,	 4095,
		4096,	    0xffff,	0x7fffffff, 0x80000000,	   0xfffffffe,	 0xffffffff,
		~0UL,	    ~0UL - 1,	X32_BIT,    X32_BIT + 39, X32_BIT | 511, 0x80000000 | 510,
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		is(call_number(numbers[i], 0), -ENOSYS, "%s: %#lx is ENOSYS", path, numbers[i]);
	is(call_number(1UL << 63 | SYS_null, 0), 0, "%s: bit 63 does not count", path);
}

/* Arguments that Linux declares with 32 bits: their upper half is nobody's. */
static void test_narrowing(const char *path)
{
	const long junk = 0x5a5a5a5a00000000;

	is(stub_syscall(SYS_write, junk | 1, 0, 0, 0, 0, 0), 0, "%s: a descriptor is narrowed", path);
	is(stub_syscall(SYS_sched_get_priority_max, junk | 1, 0, 0, 0, 0, 0), 99,
	   "%s: a policy is narrowed", path);
	is(stub_syscall(SYS_close, junk | 0xffffffff, 0, 0, 0, 0, 0), -EBADF,
	   "%s: an error is sign-extended", path);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	if (!on_trapgate) {
		skip("not on Trapgate: other kernels do things when asked so");
		return done();
	}
	call_all(results[0], 0);
	for (unsigned int path = 0; path < path_count; path++) {
		if (!path_dispatches(path) || !paths[path].available)
			continue;
		path_enter(path);
		is(control(CONTROL_PATH_ACTIVE, 0, 0), path, "%s is active", paths[path].name);
		is(control(CONTROL_ENTRY_REGISTER, 0, 0), (long)paths[path].entry,
		   "%s: the entry register holds its entry", paths[path].name);
		test_numbers(paths[path].name);
		test_nobodys(paths[path].name);
		test_narrowing(paths[path].name);
	}
	return done();
}
