/*
 * Back end `switch`: a tree of compares and direct branches, as Linux has it
 * since 2024. The Makefile passes -fno-jump-tables; without it the compiler makes
 * of this the very table it is compared with. Next: the handler.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/switch.h"

long dispatch_switch(const struct pt_regs *regs, unsigned int nr)
{
	return dispatch_cases(regs, nr);
}
