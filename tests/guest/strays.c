/*
 * An interrupt that nobody asked for is counted, in a window and outside, and is no
 * tick. Next: entry/<arch>/exception.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#define WAIT_TURNS 1000000

static long strays(void)
{
	return control(CONTROL_STRAYS, 0, 0);
}

/* It is raised by a write that may take effect some instructions later. */
static long strays_after(long before)
{
	for (unsigned int i = 0; i < WAIT_TURNS && strays() == before; i++)
		;
	return strays() - before;
}

static void test_one(const char *where)
{
	long before = strays();

	is(control(CONTROL_STRAY_RAISE, 0, 0), 0, "%s: an interrupt is raised", where);
	is(strays_after(before), 1, "%s: it was taken, and counted once", where);
}

int main(int argc, char **argv, char **envp)
{
	long ticks;

	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	is(strays(), 0, "none since boot");
	test_one("no window");
	is(control(CONTROL_WINDOW_OPEN, 0, 0), 0, "a window opens");
	ticks = control(CONTROL_TICKS, 0, 0);
	for (unsigned int i = 0; i < 3; i++)
		test_one("in a window");
	is(control(CONTROL_TICKS, 0, 0), ticks, "none of them is a tick");
	is(control(CONTROL_WINDOW_CLOSE, 0, 0), 0, "it closes");
	is(strays(), 4, "four in all");
	return done();
}
