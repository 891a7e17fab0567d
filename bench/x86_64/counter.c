/*
 * The time-stamp counter as a program sees it. Next: bench/x86_64/window.S.
 * SPDX-License-Identifier: MIT
 */
#include "bench/timed.h"
#include "user/user.h"

#include <arch/cpu.h>

/* Read by window.S ahead of each pair. */
bool counter_has_rdtscp, counter_has_erms;

/*
 * CPUID.(7,0):EBX[9] and CPUID.80000001H:EDX[27] (SDM vol. 2A, CPUID; APM vol. 3,
 * appendices E.3.6 and E.4.2).
 */
bool counter_init(const char *name)
{
	uint32_t regs[4];

	if (name && strcmp(name, counter_name()))
		return false;
	cpuid(0, 0, regs);
	if (regs[0] >= 7) {
		cpuid(7, 0, regs);
		counter_has_erms = regs[1] >> 9 & 1;
	}
	cpuid(0x80000000, 0, regs);
	if (regs[0] < 0x80000001)
		return true;
	cpuid(0x80000001, 0, regs);
	counter_has_rdtscp = regs[3] >> 27 & 1;
	return true;
}

/* CPUID.1H:ECX[31] and the signature at 4000_0000H, as QEMU's TCG has it: "TCGTCGTCGTCG". */
#define HYPERVISOR (1u << 31)
#define EBX_TCG	   0x54474354

bool processor_is_emulators(void)
{
	uint32_t regs[4];

	cpuid(1, 0, regs);
	if (!(regs[2] & HYPERVISOR))
		return false;
	cpuid(0x40000000, 0, regs);
	return regs[1] == EBX_TCG;
}

const char *architecture(void)
{
	return "x86_64";
}

const char *counter_name(void)
{
	return "TSC";
}

const char *counter_instructions(void)
{
	return counter_has_rdtscp ? "lfence;rdtsc;lfence ... rdtscp;lfence"
				  : "lfence;rdtsc;lfence ... lfence;rdtsc;lfence";
}

/* CPUID.0H: EBX of "AuthenticAMD" and "HygonGenuine"; 8000_0021H EAX[2] (APM vol. 3, LFENCE). */
#define EBX_AMD	  0x68747541
#define EBX_HYGON 0x6f677948

const char *fence_note(bool timed)
{
	uint32_t regs[4];

	cpuid(0, 0, regs);
	if (regs[1] != EBX_AMD && regs[1] != EBX_HYGON)
		return "LFENCE, which waits for what is before it";
	cpuid(0x80000000, 0, regs);
	if (regs[0] >= 0x80000021) {
		cpuid(0x80000021, 0, regs);
		if (regs[0] >> 2 & 1)
			return "LFENCE, dispatch serializing by CPUID 8000_0021H EAX[2]";
	}
	if (timed)
		return "LFENCE, dispatch serializing by this test; the CPUID of this AMD processor does "
		       "not say so";
	return "LFENCE, of which this AMD processor's CPUID does not say that it serializes";
}

bool counter_is_kernels(void)
{
	return true;
}

/* Leaf 15H is seldom filled in, and a guess is worse than none. */
uint64_t counter_frequency(void)
{
	return 0;
}
