/*
 * Reads the revision of the microcode, which a result records: mitigations and their
 * costs depend on it. Intel's register must be cleared first; CPUID then makes the
 * processor fill its upper half (SDM Vol. 3, 9.11.7.1). AMD's register holds the patch
 * level (PPR, MSR 0000_008B). Under a hypervisor it is not read, since it holds what the
 * hypervisor likes.
 * Tests: system/microcode. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"

#include <arch/cpu.h>
#include <arch/registers.h>

uint32_t microcode_revision(void)
{
	uint32_t regs[4];
	uint64_t value;

	if (cpu_features.hypervisor)
		return 0;
	if (cpu_is_amd())
		return rdmsr_safe(IA32_BIOS_SIGN_ID, &value) ? 0 : (uint32_t)value;
	if (wrmsr_safe(IA32_BIOS_SIGN_ID, 0))
		return 0;
	cpuid(1, 0, regs);
	return rdmsr_safe(IA32_BIOS_SIGN_ID, &value) ? 0 : (uint32_t)(value >> 32);
}
