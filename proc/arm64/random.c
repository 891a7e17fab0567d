/* A number that differs from boot to boot. SPDX-License-Identifier: MIT */
#include "proc/random.h"

#include <arch/cpu.h>

/*
 * RNDR may have no number ready and says so in Z. It is then asked again, a few
 * times (DDI 0487, D19.2.116). The counter makes up for a CPU without RNDR.
 */
uint64_t entropy(void)
{
	uint64_t number = 0;

	for (int i = 0; cpu_features.rndr && i < 10 && !rndr(&number); i++)
		cpu_relax();
	return number ^ MRS(cntvct_el0);
}
