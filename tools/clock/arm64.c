/*
 * Prints what the processor says of its own clocks, for environment.json: a
 * line of "name kHz source" for each. CNTFRQ_EL0 is what firmware wrote there;
 * EL0 may read it on Linux. Cores do not tell their frequency.
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>

int main(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	if (hz)
		printf("counter %lu CNTFRQ_EL0\n", (unsigned long)(hz / 1000));
	return 0;
}
