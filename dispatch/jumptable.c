/*
 * Back end `jumptable`: the same switch as the compiler likes it best, one
 * indirect jump through a table of code addresses, then a direct one to the
 * handler. Next: the handler. SPDX-License-Identifier: MIT
 */
#include "dispatch/switch.h"

long dispatch_jumptable(const struct pt_regs *regs, unsigned int nr)
{
	return dispatch_cases(regs, nr);
}
