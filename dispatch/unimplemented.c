/*
 * The calls that do nothing: every Linux call without a handler of its own, all
 * numbers that no call has, and `null`, the call that is measured most. Each of the
 * Linux calls gets a function for itself; otherwise the compiler could fold their cases
 * in `switch` into one, and the switch would be smaller than Linux's.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"

#include <linux/errno.h>

#define SYSCALL_IS_yes(name)
#define SYSCALL_IS_no(name)                                                                        \
	long sys_##name(const struct pt_regs *regs)                                                \
	{                                                                                          \
		(void)regs;                                                                        \
		return -ENOSYS;                                                                    \
	}
#define SYSCALL(nr, name, implemented) SYSCALL_IS_##implemented(name)
#include <gen/syscalls.h>
#undef SYSCALL

long sys_ni_syscall(const struct pt_regs *regs)
{
	(void)regs;
	return -ENOSYS;
}

SYSCALL_DEFINE0(null)
{
	return 0;
}
