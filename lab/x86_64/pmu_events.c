/*
 * The events' numbers for each family of processors: unit mask and event, as in
 * IA32_PERFEVTSEL. A processor of Intel that is in no table has only the architectural
 * events. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"
#include "include/control.h"
#include "lab/x86_64/pmu.h"
#include "lib/lib.h"

#include <arch/cpu.h>

/*
 * The architectural events, and each one's bit in CPUID 0AH EBX, which is set if the event
 * is missing (SDM Vol. 3, table 20-1).
 */
static const struct {
	uint32_t number;
	unsigned int bit;
} architectural[PMU_EVENTS] = {
	[PMU_CYCLES] = { 0x003c, 0 },
	[PMU_INSTRUCTIONS] = { 0x00c0, 1 },
	[PMU_BRANCH_MISSES] = { 0x00c5, 6 },
};

/*
 * Table walks that loads and fetches cause (SDM Vol. 3, 20.3, and Intel's event lists,
 * perfmon-events.intel.com; Linux uses the same numbers). The models are those of CPUID 1,
 * family 6. Processors with two kinds of cores are left out: the kind that runs us may
 * change.
 */
struct intel_tlb {
	uint32_t itlb, dtlb;
	uint8_t models[16]; /* ends in 0 */
};
static const struct intel_tlb intel_tlb[] = {
	/* Haswell, Broadwell: MISS_CAUSES_A_WALK */
	{ 0x0185, 0x0108, { 0x3c, 0x3f, 0x45, 0x46, 0x3d, 0x47, 0x4f, 0x56 } },
	/* Skylake to Rocket Lake and Ice Lake servers: WALK_COMPLETED */
	{ 0x0e85,
	  0x0e08,
	  { 0x4e, 0x5e, 0x55, 0x8e, 0x9e, 0xa5, 0xa6, 0x66, 0x7d, 0x7e, 0x6a, 0x6c, 0xa7, 0x8c,
	    0x8d } },
	/* Sapphire, Emerald, Granite Rapids: WALK_COMPLETED */
	{ 0x0e11, 0x0e12, { 0x8f, 0xcf, 0xad, 0xae } },
};

/*
 * AMD's family 17h and later (Processor Programming References, 2.1.15). A TLB miss here is
 * one in both levels.
 */
static const uint32_t zen[PMU_EVENTS] = {
	[PMU_CYCLES] = 0x0076,	      /* LsNotHaltedCyc */
	[PMU_INSTRUCTIONS] = 0x00c0,  /* ExRetInstr */
	[PMU_BRANCH_MISSES] = 0x00c3, /* ExRetBrnMisp */
	[PMU_ITLB_MISSES] = 0xff85,   /* BpL1TlbMissL2TlbMiss */
	[PMU_DTLB_MISSES] = 0xf045,   /* LsL1DTlbMiss, those that also missed in L2 */
};

static unsigned int family(void)
{
	uint32_t base = cpu_features.signature >> 8 & 0xf;

	return base + (base == 0xf ? cpu_features.signature >> 20 & 0xff : 0);
}

static unsigned int model(void)
{
	return (cpu_features.signature >> 4 & 0xf) | (cpu_features.signature >> 12 & 0xf0);
}

static uint32_t intel_architectural(unsigned int event)
{
	uint32_t r[4];

	cpuid(0xa, 0, r);
	if (architectural[event].bit >= r[EAX] >> 24 || r[EBX] >> architectural[event].bit & 1)
		return 0;
	return architectural[event].number;
}

static uint32_t intel_of_model(unsigned int event)
{
	if (family() != 6)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(intel_tlb); i++)
		for (const uint8_t *m = intel_tlb[i].models; *m; m++)
			if (*m == model())
				return event == PMU_ITLB_MISSES ? intel_tlb[i].itlb
								: intel_tlb[i].dtlb;
	return 0;
}

uint32_t pmu_event_number(unsigned int event)
{
	if (event == 0 || event >= PMU_EVENTS)
		return 0;
	if (cpu_is_amd())
		return family() >= 0x17 ? zen[event] : 0;
	if (architectural[event].number)
		return intel_architectural(event);
	return intel_of_model(event);
}
