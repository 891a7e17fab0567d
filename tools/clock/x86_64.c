/*
 * Prints what the processor says of its own clocks, for environment.json: a
 * line of "name kHz source" for each. Says nothing of what CPUID leaves open: a
 * frequency that is derived from a model's number is a guess.
 *
 * 15H: EBX/EAX times the crystal's ECX Hz is the TSC's frequency (SDM Vol. 2,
 * CPUID, table of leaf 15H; zero if it is not enumerated). 16H: base and
 * maximum frequency in MHz, as specified, not as it runs. 4000_0010H: EAX is
 * the TSC's kHz as the hypervisor has it (VMware's timing leaf, which KVM
 * guests and others have as well, if the highest leaf reaches so far).
 *
 * SPDX-License-Identifier: MIT
 */
#include <cpuid.h>
#include <stdint.h>
#include <stdio.h>

#define LEAF_FEATURES	 1
#define HYPERVISOR	 (1u << 31) /* ECX of leaf 1 */
#define LEAF_TSC	 0x15
#define LEAF_FREQUENCIES 0x16
#define LEAF_HYPERVISOR	 0x40000000u
#define LEAF_TIMING	 0x40000010u

static void say(const char *name, uint64_t khz, const char *source)
{
	if (khz)
		printf("%s %lu %s\n", name, (unsigned long)khz, source);
}

static void hypervisor(void)
{
	unsigned int a, b, c, d;

	if (!__get_cpuid(LEAF_FEATURES, &a, &b, &c, &d) || !(c & HYPERVISOR))
		return;
	__cpuid(LEAF_HYPERVISOR, a, b, c, d);
	if (a < LEAF_TIMING)
		return;
	__cpuid(LEAF_TIMING, a, b, c, d);
	say("tsc", a, "CPUID 40000010H");
}

int main(void)
{
	unsigned int a, b, c, d;

	if (__get_cpuid_count(LEAF_TSC, 0, &a, &b, &c, &d) && a && b)
		say("tsc", (uint64_t)c * b / a / 1000, "CPUID 15H");
	if (__get_cpuid_count(LEAF_FREQUENCIES, 0, &a, &b, &c, &d)) {
		say("core_base", (a & 0xffff) * 1000, "CPUID 16H");
		say("core_max", (b & 0xffff) * 1000, "CPUID 16H");
	}
	hypervisor();
	return 0;
}
