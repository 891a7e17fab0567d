/*
 * Programs the first general counter for a workload: Intel's architectural performance
 * monitoring (SDM Vol. 3, 20.2), AMD's core counters (APM Vol. 2, 13.2). Intel's fixed
 * counters are not used: they count nothing that this counter cannot, and RDPMC reads
 * them by other numbers. CPUID tells what the CPU has, since an emulator may accept
 * writes to any MSR. If a hypervisor shows the leaf but lacks the registers, an access
 * faults and tells.
 * Next: lab/x86_64/pmu_events.c. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"
#include "include/control.h"
#include "lab/x86_64/pmu.h"
#include "lab/lab.h"

#include <arch/cpu.h>
#include <arch/registers.h>

#include <linux/errno.h>

/* The MSRs of the CPU's first counter. */
struct pmu {
	uint32_t control, counter; /* 0: there is no counter */
	uint32_t global;	   /* switches all counters; 0: there is none */
};

/*
 * Finds Intel's counter. CPUID 0AH EAX has the version and the number of counters (SDM
 * Vol. 2, CPUID); a hypervisor without a virtual PMU shows zeros.
 */
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

/*
 * Finds AMD's counter: PerfCtrExtCore, CPUID 8000_0001H ECX[23], which all CPUs have whose
 * events are known here. PerfMonV2, 8000_0022H EAX[0], adds the global switch.
 */
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

/* Switches the counter on in the global register, if there is one. */
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

/* Starts the counter. It raises no interrupt on overflow: that takes 2^40 events. */
static int start(const struct pmu *pmu, uint64_t number, unsigned long levels)
{
	/*
	 * AMD keeps bits 11:8 of an event's number apart, in bits 35:32; `number` has
	 * them in 19:16.
	 */
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
