/*
 * Back end `switch`: a tree of compares and direct branches, as in Linux since 2024.
 * The Makefile passes -fno-jump-tables; without it the compiler would turn the switch
 * into the table that back end `jumptable` measures. Next: the handler.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/switch.h"

long dispatch_switch(const struct pt_regs *regs, unsigned int nr)
{
	return dispatch_cases(regs, nr);
}
