/* What differs from boot to boot. SPDX-License-Identifier: MIT */
#include "proc/random.h"

#include <arch/cpu.h>

/* RDRAND may fail for a while; ten tries are the manual's advice (Intel SDM Vol. 1, 7.3.17.1). */
uint64_t entropy(void)
{
	uint64_t number = 0;

	for (int i = 0; cpu_features.rdrand && i < 10 && !rdrand(&number); i++)
		cpu_relax();
	return number ^ rdtsc();
}
