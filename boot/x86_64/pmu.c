/*
 * The first general counter, programmed for a workload: Intel's architectural
 * performance monitoring (SDM Vol. 3, 20.2), AMD's core counters (APM Vol. 2, 13.2).
 * The fixed counters of Intel count no more than this one can, and have other
 * numbers. CPUID says what there is, for an emulator takes writes to any MSR; and where
 * a hypervisor shows the leaf without the registers, their faults say it.
 * Next: boot/x86_64/pmu_events.c. SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "boot/x86_64/cpu_setup.h"
#include "include/control.h"

#include <arch/cpu.h>
#include <arch/pmu.h>
#include <arch/registers.h>

#include <linux/errno.h>

struct pmu {
	uint32_t control, counter; /* MSRs; 0: there is none */
	uint32_t global;	   /* that switches all of them; 0: there is none */
};

/* CPUID 0AH EAX: version, counters (SDM Vol. 2, CPUID). A hypervisor without a virtual PMU shows
 * zeros. */
static struct pmu intel_pmu(void)
{
	struct pmu pmu = { 0 };
	uint32_t r[4];

	cpuid(0, 0, r);
	if (r[EAX] < 0xa)
		return pmu;
	cpuid(0xa, 0, r);
	if ((r[EAX] & 0xff) < 1 || (r[EAX] >> 8 & 0xff) < 1)
		return pmu;
	pmu = (struct pmu){ .control = IA32_PERFEVTSEL0, .counter = IA32_PMC0 };
	if ((r[EAX] & 0xff) >= 2)
		pmu.global = IA32_PERF_GLOBAL_CTRL;
	return pmu;
}

/* PerfCtrExtCore: CPUID 8000_0001H ECX[23], on all whose events we know; PerfMonV2: 8000_0022H EAX[0]. */
static struct pmu amd_pmu(void)
{
	struct pmu pmu = { .control = AMD_PERF_CTL0, .counter = AMD_PERF_CTR0 };
	uint32_t r[4], max;

	cpuid(0x80000000, 0, r);
	max = r[EAX];
	cpuid(0x80000001, 0, r);
	if (!(r[ECX] >> 23 & 1))
		return (struct pmu){ 0 };
	if (max < 0x80000022)
		return pmu;
	cpuid(0x80000022, 0, r);
	if (r[EAX] & 1)
		pmu.global = AMD_PERF_GLOBAL_CTL;
	return pmu;
}

/* All counters on, as far as there is a switch. */
static int global_start(const struct pmu *pmu)
{
	uint64_t on;

	if (!pmu->global)
		return 0;
	if (rdmsr_safe(pmu->global, &on))
		return -EIO;
	return wrmsr_safe(pmu->global, on | 1);
}

static bool user_enabled;

void pmu_user_enable(bool enable)
{
	user_enabled = enable;
	write_cr4(enable ? read_cr4() | CR4_PCE : read_cr4() & ~CR4_PCE);
}

bool pmu_user_enabled(void)
{
	return user_enabled;
}

/* With interrupts off, and none of its own: what overflows does so in 2^40 events. */
static int start(const struct pmu *pmu, uint64_t number, unsigned long levels)
{
	/* AMD has bits 8 to 11 of the event apart, in 32 to 35. */
	uint64_t select = (number & 0xffff) | (number >> 16 & 0xf) << 32 | PERFEVTSEL_EN;

	select |= levels & PMU_USER ? PERFEVTSEL_USR : 0;
	select |= levels & PMU_KERNEL ? PERFEVTSEL_OS : 0;
	if (wrmsr_safe(pmu->control, 0) || wrmsr_safe(pmu->counter, 0) ||
	    wrmsr_safe(pmu->control, select) || global_start(pmu))
		return -EIO;
	pmu_user_enable(true);
	return 0;
}

long pmu_count(unsigned long what)
{
	struct pmu pmu = cpu_is_amd() ? amd_pmu() : intel_pmu();
	uint32_t number;

	if (!pmu.control)
		return what ? -ENODEV : 0;
	pmu_user_enable(false);
	if (wrmsr_safe(pmu.control, 0))
		return what ? -EIO : 0;
	if (!what)
		return 0;
	number = pmu_event_number(PMU_EVENT(what));
	if (!number)
		return -EOPNOTSUPP;
	return start(&pmu, number, what) ? -EIO : (long)number;
}
