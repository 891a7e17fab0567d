/*
 * Tells how many system-management interrupts firmware has taken. MSR_SMI_COUNT has the
 * number; Intel's CPUs of family 6 have had it since Nehalem (SDM Vol. 4, MSR 34H). Under
 * a hypervisor SMIs go to the host, and the register, if it is there, does not count them.
 * Tests: guest/smi. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"
#include "lab/lab.h"

#include <arch/cpu.h>
#include <arch/registers.h>

#include <linux/errno.h>

/* CPUID.0H: EBX of "GenuineIntel"; CPUID.1H: EAX[11:8], the family. */
#define EBX_INTEL 0x756e6547
#define FAMILY 6

static bool counts_smis(void)
{
	uint32_t regs[4];

	if (cpu_features.hypervisor)
		return false;
	cpuid(0, 0, regs);
	if (regs[EBX] != EBX_INTEL)
		return false;
	cpuid(1, 0, regs);
	return (regs[EAX] >> 8 & 0xf) == FAMILY;
}

/* The count is in bits 31:0. */
long smi_count(void)
{
	uint64_t value;

	if (!counts_smis())
		return -ENODEV;
	return rdmsr_safe(MSR_SMI_COUNT, &value) ? -EIO : (long)(uint32_t)value;
}
