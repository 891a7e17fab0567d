/*
 * RDPMC of the counter that user mode may read, and that faults nevertheless: #GP
 * where CR4.PCE is not what we wrote or a hypervisor has no such counter, #UD from
 * an emulator (SDM Vol. 2B, RDPMC). It is tried again; after that it reads 0, and
 * whoever asks how many reads trapped knows that this is no count.
 * Next: entry/counter.c. SPDX-License-Identifier: MIT
 */
#include "entry/trap.h"
#include "mm/mm.h"

#include <arch/counter.h>
#include <arch/gdt.h>
#include <arch/pmu.h>
#include <arch/registers.h>

static const uint8_t rdpmc[] = { 0x0f, 0x33 };

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
