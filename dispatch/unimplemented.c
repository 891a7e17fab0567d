/*
 * The calls that do nothing: a handler for every Linux call that is not written
 * (its own, so that no back end's cases can be folded into one), one for all
 * numbers that nobody has, and `null`, the call that is measured most.
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
