/*
 * The first event counter of PMUv3, programmed for a workload (DDI 0487, D11, D19.5).
 * SPDX-License-Identifier: MIT
 */
#include "include/control.h"
#include "lab/arm64/pmu.h"
#include "lab/lab.h"

#include <arch/cpu.h>
#include <arch/registers.h>

#include <linux/errno.h>

/*
 * The common events (D11.11.2), which have the same numbers on all CPUs. The better one
 * comes first: retired instructions rather than speculated ones, table walks rather than
 * refills of a first-level TLB.
 */
static const struct {
	uint8_t first, second; /* 0: there is none */
} events[PMU_EVENTS] = {
	[PMU_CYCLES] = { 0x11, 0 },	      /* CPU_CYCLES */
	[PMU_INSTRUCTIONS] = { 0x08, 0 },     /* INST_RETIRED */
	[PMU_BRANCH_MISSES] = { 0x22, 0x10 }, /* BR_MIS_PRED_RETIRED, BR_MIS_PRED */
	[PMU_ITLB_MISSES] = { 0x35, 0x02 },   /* ITLB_WALK, L1I_TLB_REFILL */
	[PMU_DTLB_MISSES] = { 0x34, 0x05 },   /* DTLB_WALK, L1D_TLB_REFILL */
};

/*
 * Tells whether the CPU counts an event. PMCEID0_EL0 has events 0 to 31, PMCEID1_EL0
 * the next 32.
 */
static bool is_counted(unsigned int event)
{
	uint64_t ids;
	bool read = event < 32 ? MRS_SAFE(pmceid0_el0, ids) : MRS_SAFE(pmceid1_el0, ids);

	return event && read && (ids >> event % 32 & 1);
}

/* Returns the number of a PMU_ event on this CPU, or 0. */
static unsigned int number_of(unsigned int event)
{
	if (event >= PMU_EVENTS)
		return 0;
	if (is_counted(events[event].first))
		return events[event].first;
	return is_counted(events[event].second) ? events[event].second : 0;
}

static uint64_t user_enabled;

bool pmu_user_enable(uint64_t bits)
{
	bool done = MSR_SAFE(pmuserenr_el0, bits);

	user_enabled = done ? bits : 0;
	return done;
}

void pmu_user_enable_again(void)
{
	pmu_user_enable(user_enabled);
	isb();
}

uint64_t pmu_user_enabled(void)
{
	return user_enabled;
}

static bool stop(void)
{
	bool done = MSR_SAFE(pmcntenclr_el0, PMCNTEN_0) && pmu_user_enable(PMUSERENR_CR);

	isb();
	return done;
}

/*
 * Starts the counter. P and U leave out EL1 and EL0. NSK and NSU are 0, so P and U hold
 * in Non-secure state, too. NSH is 0, so EL2 is not counted.
 */
static bool start(unsigned int number, unsigned long levels)
{
	uint64_t type = number;
	bool done;

	type |= levels & PMU_KERNEL ? 0 : PMEVTYPER_P;
	type |= levels & PMU_USER ? 0 : PMEVTYPER_U;
	done = MSR_SAFE(pmevtyper0_el0, type) && MSR_SAFE(pmevcntr0_el0, 0) &&
	       MSR_SAFE(pmcntenset_el0, PMCNTEN_0) &&
	       pmu_user_enable(PMUSERENR_CR | PMUSERENR_ER);
	isb();
	return done;
}

long pmu_count(unsigned long what)
{
	unsigned int number;
	uint64_t control;

	if (!cpu_features.pmu)
		return what ? -ENODEV : 0;
	if (!stop() || !MRS_SAFE(pmcr_el0, control))
		return what ? -EIO : 0;
	if (!what)
		return 0;
	if (!(control >> 11 & 0x1f)) /* N: how many event counters */
		return -ENODEV;
	number = number_of(PMU_EVENT(what));
	if (!number)
		return -EOPNOTSUPP;
	return start(number, what) ? (long)number : -EIO;
}
