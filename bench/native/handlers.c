/*
 * A handler for each call, as the back ends know them: distinct functions, each
 * in cache lines of its own, that do nothing but tell who they are. Compiled as
 * the kernel is. SPDX-License-Identifier: MIT
 */
#include "bench/native/handlers.h"
#include "dispatch/dispatch.h"

#define HANDLER(name, nr)                                                                          \
	__aligned_to(64) long sys_##name(const struct pt_regs *regs)                               \
	{                                                                                          \
		(void)regs;                                                                        \
		return HANDLER_RESULT(nr);                                                         \
	}
#define SYSCALL(nr, name, implemented) HANDLER(name, nr)
#include <gen/syscalls.h>
#undef SYSCALL

HANDLER(ni_syscall, NR_NOBODY)
