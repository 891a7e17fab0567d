/*
 * Every register, flag and vector register survives a call, on every path, with
 * another thread that the timer lets run in between; that thread's survive too.
 * Next: <arch>/registers.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"
#include "tests/guest/registers.h"

#include <asm/errno.h>

#define TICKS_WANTED 8
#define SPIN_TURNS 20000
#define ROUNDS_MAX 100000

/* Calls that no argument can harm: their registers are full of junk. */
static const struct {
	const char *name;
	unsigned long number;
	long result;
	bool needs_dispatch;
} calls[] = {
	{ "null", SYS_null, 0, false },
	{ "getuid", SYS_getuid, 0, true },
	{ "a number that nobody has", 999, -ENOSYS, true },
	{ "close of no descriptor", SYS_close, -EBADF, true },
	{ "uname to nowhere", SYS_uname, -EFAULT, true },
	{ "sched_yield", SYS_sched_yield, 0, true },
};

static struct registers_run main_run, other_run;
static uint8_t other_stack[16384] __aligned_to(64);
static struct user_thread other;
static unsigned long other_spins;
static bool stop;

static uint64_t seed;

static uint64_t next_seed(void)
{
	return ++seed * 0x9e3779b97f4a7c15;
}

/* The second thread: nothing but registers, so that every switch to the first is the timer's or a yield. */
static void spin(void *arg)
{
	(void)arg;
	while (!READ_ONCE(stop) && !other_run.wrong[0]) {
		registers_spin(&other_run, SPIN_TURNS, other_spins & 3, 0x1111 + other_spins);
		WRITE_ONCE(other_spins, other_spins + 1);
	}
}

static long expected(unsigned int call, unsigned int path)
{
	if (calls[call].number == SYS_null)
		return path_null_result(path);
	return calls[call].result;
}

/* One call on one path with one setting of the flags: what went wrong, or NULL. */
static const char *try_call(unsigned int call, unsigned int path, unsigned int setting)
{
	long result, want = expected(call, path);

	result = registers_call(&main_run, calls[call].number, setting, next_seed());
	if (main_run.wrong[0])
		return main_run.wrong;
	if (result == want)
		return NULL;
	format(main_run.wrong, sizeof(main_run.wrong), "result %ld, expected %ld", result, want);
	return main_run.wrong;
}

static void test_call(unsigned int call, unsigned int path)
{
	for (unsigned int setting = 0; registers_setting(setting); setting++) {
		const char *wrong;

		path_enter(path);
		wrong = try_call(call, path, setting);
		path_leave();
		if (!ok(!wrong, "%s: all registers survive %s, flags: %s", paths[path].name,
			calls[call].name, registers_setting(setting)))
			note("%s", wrong);
	}
}

static bool applies(unsigned int call, unsigned int path)
{
	return paths[path].available >= on_trapgate &&
	       (!calls[call].needs_dispatch || path_dispatches(path));
}

static void test_paths(void)
{
	for (unsigned int path = 0; path < path_count; path++)
		for (unsigned int call = 0; call < ARRAY_SIZE(calls); call++)
			if (applies(call, path))
				test_call(call, path);
}

static unsigned long ticks(void)
{
	return on_trapgate ? (unsigned long)control(CONTROL_TICKS, 0, 0) : 0;
}

/* Many calls on one path, until the timer has struck often enough, mostly the other thread. */
static void test_path_under_timer(unsigned int path)
{
	unsigned long start = ticks(), spins = READ_ONCE(other_spins), taken = 0;
	const char *wrong = NULL;

	for (unsigned int round = 0; round < ROUNDS_MAX && !wrong && taken < TICKS_WANTED; round++) {
		if (round % 64 == 0 && round) {
			path_leave();
			taken = on_trapgate ? ticks() - start : round / 640;
		}
		if (round % 64 == 0)
			path_enter(path);
		if (applies(round % ARRAY_SIZE(calls), path))
			wrong = try_call(round % ARRAY_SIZE(calls), path, 0);
		registers_spin(&main_run, 1000, 0, next_seed());
		if (!wrong && main_run.wrong[0])
			wrong = main_run.wrong;
	}
	path_leave();
	if (!ok(!wrong, "%s: all registers survive with the timer firing", paths[path].name))
		note("%s", wrong);
	ok(taken >= TICKS_WANTED, "%s: the timer struck meanwhile", paths[path].name);
	ok(READ_ONCE(other_spins) > spins || !on_trapgate, "%s: the other thread ran meanwhile",
	   paths[path].name);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	registers_init();
	test_paths();
	ok(thread_start(&other, other_stack + sizeof(other_stack), spin, NULL) > 0,
	   "a second thread starts");
	for (unsigned int path = 0; path < path_count; path++)
		if (!on_trapgate || paths[path].available)
			test_path_under_timer(path);
	WRITE_ONCE(stop, true);
	is(thread_join(&other), 0, "it ends");
	if (!ok(!other_run.wrong[0], "all its registers survived %lu spins", other_spins))
		note("%s", other_run.wrong);
	return done();
}
