/*
 * What firmware and loaders may have left on, put back to what a reset gives or to
 * what this kernel counts on. CR0, CR4 and EFER are written outright by boot.S and
 * cpu.c, the local APIC and the old timers are apic.c's and legacy.c's.
 * Before: boot/x86_64/cpu.c. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/registers.h>

/* The PAT of a reset (SDM Vol. 3, 11.12.4): entry 3 is uncached, and PTE_KERNEL_DEVICE is made of it. */
#define PAT_RESET 0x0007040600070406ull
/* DR6 and DR7 of a reset (SDM Vol. 3, table 9-1): no breakpoint. */
#define DR6_RESET 0xffff0ff0ull
#define DR7_RESET 0x400ull

static void write_dr6(uint64_t value)
{
	__asm__ volatile("movq %0, %%dr6" ::"r"(value));
}

static void write_dr7(uint64_t value)
{
	__asm__ volatile("movq %0, %%dr7" ::"r"(value) : "memory");
}

static void wbinvd(void)
{
	__asm__ volatile("wbinvd" ::: "memory");
}

static bool is_intel(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	return r[EBX] == 0x756e6547; /* "Genu" */
}

/*
 * Bit 22 cuts CPUID's leaves off at 3, bit 34 hides NX (SDM Vol. 4, table 2-2): set-up
 * menus offer both. A hypervisor may refuse the register, and then hides nothing by it.
 */
void firmware_unlimit_cpuid(void)
{
	uint64_t value;

	if (!is_intel() || rdmsr_safe(IA32_MISC_ENABLE, &value) ||
	    !(value & (MISC_ENABLE_LIMIT_CPUID | MISC_ENABLE_XD_DISABLE)))
		return;
	(void)wrmsr_safe(IA32_MISC_ENABLE,
			 value & ~(MISC_ENABLE_LIMIT_CPUID | MISC_ENABLE_XD_DISABLE));
}

/* A change of the PAT wants the caches written back and the TLB empty (SDM Vol. 3, 11.12.4, 11.11.8). */
static void pat_reset(void)
{
	uint64_t value;

	if (!cpu_features.pat || rdmsr_safe(IA32_PAT, &value) || value == PAT_RESET)
		return;
	wbinvd();
	if (wrmsr_safe(IA32_PAT, PAT_RESET))
		panic("the page attribute table is %#lx, and the CPU takes no other", value);
	wbinvd();
	write_cr3(read_cr3());
}

/*
 * Breakpoints, branch tracing and single-stepping by branches; what RDTSCP and RDPID
 * tell a program; what XSAVES would save besides; speculation that firmware holds back.
 */
void firmware_undo(void)
{
	pat_reset();
	write_dr7(DR7_RESET);
	write_dr6(DR6_RESET);
	(void)wrmsr_safe(IA32_DEBUGCTL, 0);
	if (cpu_features.rdtscp)
		(void)wrmsr_safe(IA32_TSC_AUX, 0);
	if (cpu_features.xsaves)
		(void)wrmsr_safe(IA32_XSS, 0);
	if (cpu_features.spec_ctrl)
		(void)wrmsr_safe(IA32_SPEC_CTRL, 0);
}
