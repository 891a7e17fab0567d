/*
 * The switch over all calls. switch.c and jumptable.c compile it with different flags.
 * SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_SWITCH_H
#define DISPATCH_SWITCH_H

#include "dispatch/backends.h"

/*
 * Calls the handler of call nr. Inlined, so that each back end is one function,
 * compiled by its flags.
 */
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
