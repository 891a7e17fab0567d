/*
 * An RDPMC that faults although user mode may read the counter: #GP if CR4.PCE is not
 * what we wrote, or if a hypervisor has no such counter; #UD from an emulator (SDM
 * Vol. 2B, RDPMC). The program tries again a few times. After that the instruction reads
 * 0, and a program that asks how many reads trapped knows that the 0 is not a count.
 * Next: lab/counter.c. SPDX-License-Identifier: MIT
 */
#include "lab/lab.h"
#include "lab/x86_64/counter.h"
#include "lab/x86_64/pmu.h"
#include "mm/mm.h"

#include <arch/gdt.h>
#include <arch/registers.h>

static const uint8_t rdpmc[] = { 0x0f, 0x33 };

/* Tells whether the instruction is an RDPMC of counter 0. */
static bool is_rdpmc(const struct pt_regs *regs)
{
	uint8_t code[sizeof(rdpmc)];

	return regs->cs == USER_CS && (uint32_t)regs->cx == 0 &&
	       !copy_from_user(code, (const void *)regs->ip, sizeof(code)) &&
	       code[0] == rdpmc[0] && code[1] == rdpmc[1];
}

bool counter_trapped(struct pt_regs *regs, unsigned int vector)
{
	if ((vector != VECTOR_GP && vector != VECTOR_UD) || !pmu_user_enabled() || !is_rdpmc(regs))
		return false;
	if (counter_retry(regs->ip)) {
		pmu_user_enable(true);
		return true;
	}
	regs->ax = regs->dx = 0;
	regs->ip += sizeof(rdpmc);
	return true;
}
