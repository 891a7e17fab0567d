/*
 * Back end `jumptable`: the switch as the compiler prefers it. An indirect jump goes
 * through a table of code addresses, then a direct jump goes to the handler. Next: the
 * handler. SPDX-License-Identifier: MIT
 */
#include "dispatch/switch.h"

long dispatch_jumptable(const struct pt_regs *regs, unsigned int nr)
{
	return dispatch_cases(regs, nr);
}
