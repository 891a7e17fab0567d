/*
 * Calls from 32-bit code: refused with ENOSYS on every path, since none of them
 * is the way in (IA32_CSTAR is). AMD's alone have such a SYSCALL (AMD APM Vol. 3);
 * on Intel's it is #UD (tests.cfg: die_by_vendor).
 * Next: compat.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <arch/cpu.h>

#include <asm/errno.h>

long call_compat(long number, uintptr_t stack_top);

static uint8_t stack[4096] __aligned_to(16);

static long call(long number)
{
	return call_compat(number, (uintptr_t)stack + sizeof(stack) - 16);
}

/* Intel's name for itself begins with Genu (Intel SDM Vol. 2, CPUID leaf 0). */
static bool is_amd(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	return r[1] != 0x756e6547;
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	ok(true, "32-bit code %s a SYSCALL here", is_amd() ? "has" : "has not");
	for (unsigned int n = 0; n < path_count && is_amd(); n++) {
		long null, getpid, none;

		if (!path_enter(n))
			continue;
		null = call(SYS_null);
		getpid = call(20); /* as 32-bit programs number it */
		none = call(-1);
		path_leave();
		is(null, -ENOSYS, "%s: null from 32-bit code", paths[n].name);
		is(getpid, -ENOSYS, "%s: a number of 32-bit Linux", paths[n].name);
		is(none, -ENOSYS, "%s: a number that nobody has", paths[n].name);
	}
	return done();
}
