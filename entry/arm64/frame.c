/* Prints pt_regs, and sets up those that a program starts with. SPDX-License-Identifier: MIT */
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/frame.h>
#include <arch/registers.h>

/*
 * Sets SSBS, as Linux does unless a program asks otherwise: user mode may speculate
 * past stores. The kernel does not, since SCTLR_EL1.DSSBS is 0.
 */
void regs_init_user(struct pt_regs *regs, uintptr_t ip, uintptr_t sp)
{
	*regs = (struct pt_regs){
		.pc = ip,
		.sp = sp,
		.pstate = PSTATE_MODE_EL0T | (cpu_features.ssbs ? PSTATE_SSBS : 0),
		.syscallno = NO_SYSCALL,
	};
}

size_t regs_format(char *buf, size_t size, const struct pt_regs *r)
{
	size_t used = (size_t)format(buf, size,
				     "pc  %016lx  sp  %016lx  pstate %08lx  syscall %d\n",
				     r->pc, r->sp, r->pstate, r->syscallno);

	for (int i = 0; i < 30; i++)
		if (used < size)
			used += (size_t)format(buf + used, size - used, "x%-2d %016lx%s", i,
					       r->regs[i], i % 3 == 2 ? "\n" : "  ");
	if (used < size)
		used += (size_t)format(buf + used, size - used, "x30 %016lx", r->regs[30]);
	return used;
}
