/*
 * The switch over all calls that switch.c and jumptable.c compile, each with
 * its own flags. SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_SWITCH_H
#define DISPATCH_SWITCH_H

#include "dispatch/backends.h"

static inline __attribute__((always_inline)) long dispatch_cases(const struct pt_regs *regs,
								 unsigned int nr)
{
	switch (nr) {
#define SYSCALL(nr, name, implemented)                                                             \
	case nr:                                                                                   \
		return sys_##name(regs);
#include <gen/syscalls.h>
#undef SYSCALL
	default:
		return sys_ni_syscall(regs);
	}
}

#endif
