/*
 * The time-stamp counter of a host process. SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"

#include <arch/cpu.h>

#define LEAF_TSC	0x15	   /* SDM vol. 2A, CPUID: TSC and core crystal clock */
#define LEAF_HYPERVISOR 0x40000000 /* its highest leaf in EAX */
#define LEAF_TIMING	0x40000010 /* EAX: the TSC's kHz, by VMware's convention */

const char *counter_best(void)
{
	return NULL;
}

bool counter_is_coarse(void)
{
	return false;
}

static uint32_t highest_leaf(uint32_t base, uint32_t regs[4])
{
	cpuid(base, 0, regs);
	return regs[0];
}

/* ECX is the crystal's frequency, EBX/EAX the ratio to it. AMD leaves it out. */
static uint64_t hz_of_crystal(void)
{
	uint32_t regs[4];

	if (highest_leaf(0, regs) < LEAF_TSC)
		return 0;
	cpuid(LEAF_TSC, 0, regs);
	return regs[0] ? (uint64_t)regs[2] * regs[1] / regs[0] : 0;
}

/* CPUID.1:ECX[31]: there is a hypervisor. */
static uint64_t hz_of_hypervisor(void)
{
	uint32_t regs[4];

	cpuid(1, 0, regs);
	if (!(regs[2] >> 31) || highest_leaf(LEAF_HYPERVISOR, regs) < LEAF_TIMING)
		return 0;
	cpuid(LEAF_TIMING, 0, regs);
	return (uint64_t)regs[0] * 1000;
}

uint64_t counter_told_hz(const char **by)
{
	uint64_t hz = hz_of_crystal();

	*by = "CPUID leaf 15H";
	if (!hz) {
		hz = hz_of_hypervisor();
		*by = "the hypervisor's CPUID leaf 40000010H";
	}
	return hz;
}
