/*
 * Resets what firmware and loaders may have left on, to the value of a reset or to the
 * one that this kernel needs. boot.S and cpu.c write CR0, CR4 and EFER as whole values;
 * apic.c and legacy.c reset the local APIC and the old timers.
 * Before: boot/x86_64/cpu.c. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/registers.h>

/* The PAT after a reset (SDM Vol. 3, 11.12.4). PTE_KERNEL_DEVICE needs its entry 3, uncached. */
#define PAT_RESET 0x0007040600070406ull
/* DR6 and DR7 after a reset (SDM Vol. 3, table 9-1): no breakpoint. */
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
 * Clears bit 22, which limits CPUID to leaf 3, and bit 34, which hides NX (SDM Vol. 4,
 * table 2-2): firmware's set-up menus offer both. If a hypervisor refuses the register,
 * it hides nothing by these bits.
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

/*
 * Resets the PAT. A change needs the caches written back and the TLB emptied (SDM Vol.
 * 3, 11.12.4, 11.11.8).
 */
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
 * Resets, in this order: the PAT; breakpoints; branch tracing and single-stepping by
 * branches; the value that RDTSCP and RDPID return; the components that only XSAVES
 * saves; the limits on speculation that firmware set.
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
