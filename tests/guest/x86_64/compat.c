/*
 * Calls from 32-bit code: refused with ENOSYS on every path, since none of them
 * is the way in (IA32_CSTAR is). AMD CPUs only: Intel's have no such SYSCALL.
 * Next: compat.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>

long call_compat(long number, uintptr_t stack_top);

static uint8_t stack[4096] __aligned_to(16);

static long call(long number)
{
	return call_compat(number, (uintptr_t)stack + sizeof(stack) - 16);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	for (unsigned int n = 0; n < path_count; n++) {
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
