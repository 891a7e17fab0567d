/* A number that differs from boot to boot. SPDX-License-Identifier: MIT */
#include "proc/random.h"

#include <arch/cpu.h>

/*
 * RDRAND may fail for a while; the manual advises ten tries (Intel SDM Vol. 1,
 * 7.3.17.1). The TSC makes up for a CPU without RDRAND.
 */
uint64_t entropy(void)
{
	uint64_t number = 0;

	for (int i = 0; cpu_features.rdrand && i < 10 && !rdrand(&number); i++)
		cpu_relax();
	return number ^ rdtsc();
}
