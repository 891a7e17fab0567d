/*
 * Stack pointers that point nowhere good, where the kernel is entered: by a call
 * on every path, by a fault, by the timer. The kernel looks at none of them, and
 * gives each back as it was. Next: <arch>/hostile.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"
#include "tests/guest/common/paths.h"

#include <arch/layout.h>

#define SPIN_TURNS 2000000 /* a tick long at least, a turn being two instructions */

/* Makes the call with that stack pointer; what it is afterwards goes to *after. */
long hostile_call(uintptr_t sp, long number, uintptr_t *after);
/* Reads *at with it: a fault, where the page is not there yet. */
long hostile_touch(uintptr_t sp, const long *at, uintptr_t *after);
/* So many turns with it. */
void hostile_spin(uintptr_t sp, unsigned long turns, uintptr_t *after);

static struct {
	const char *name;
	uintptr_t sp;
} stacks[] = {
	{ "0", 0 },
	{ "1", 1 },
	{ "the last address", -1ul },
	{ "the last word", -8ul },
	{ "a page that is not there", 0x1000 },
	{ "the end of user mode's addresses", TASK_SIZE },
	{ "the first address with 48 bits", 1ul << 47 },
	{ "all of memory, as the kernel sees it", DIRECT_MAP_BASE },
	{ "the kernel's stacks", KSTACK_BASE + KSTACK_SLOT },
	{ "the kernel's code", KERNEL_BASE },
	{ "no address at all", 0xdeadbeefdeadbeef },
	{ "what may only be read", 0 },
	{ "what may not be accessed", 0 },
};

static void test_calls(unsigned int path)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(stacks); i++) {
		uintptr_t after;
		long result;

		path_enter(path);
		result = hostile_call(stacks[i].sp, SYS_null, &after);
		path_leave();
		ok(result == path_null_result(path) && after == stacks[i].sp, "%s: a call, on %s",
		   paths[path].name, stacks[i].name);
	}
}

static void test_faults(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(stacks); i++) {
		long *page = (long *)map(PAGE, 0);
		uintptr_t after;
		long value = hostile_touch(stacks[i].sp, page, &after);

		ok(value == 0 && after == stacks[i].sp, "a fault, on %s", stacks[i].name);
		stub_munmap(page, PAGE);
	}
}

static long ticks(void)
{
	return on_trapgate ? control(CONTROL_TICKS, 0, 0) : 0;
}

static void test_timer(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(stacks); i++) {
		long before = ticks();
		uintptr_t after = 0;

		do
			hostile_spin(stacks[i].sp, SPIN_TURNS, &after);
		while (on_trapgate && ticks() < before + 2);
		is((long)after, (long)stacks[i].sp, "the timer, on %s", stacks[i].name);
	}
}

int main(int argc, char **argv, char **envp)
{
	char *pages = map(2 * PAGE, 0);

	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	stub_mprotect(pages, PAGE, PROT_READ);
	stub_mprotect(pages + PAGE, PAGE, PROT_NONE);
	stacks[ARRAY_SIZE(stacks) - 2].sp = (uintptr_t)pages + 64;
	stacks[ARRAY_SIZE(stacks) - 1].sp = (uintptr_t)pages + PAGE + 64;
	for (unsigned int path = 0; path < path_count; path++)
		if (!on_trapgate || paths[path].available)
			test_calls(path);
	test_faults();
	test_timer();
	return done();
}
