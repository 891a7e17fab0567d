/* The frequencies that CPUID tells. SPDX-License-Identifier: MIT */
#ifndef PROC_FREQUENCY_H
#define PROC_FREQUENCY_H

#include <stdint.h>

/* In Hz; 0 if not known. source says where the TSC's comes from. */
struct frequencies {
	uint64_t tsc_hz, apic_hz;
	const char *source;
};

/*
 * Reads the crystal's frequency and the TSC's ratio to it (CPUID 15H), if the
 * TSC's is not known yet.
 */
void frequency_of_cpu(struct frequencies *f);
/* Reads what a hypervisor says (CPUID 4000_0010H). */
void frequency_of_hypervisor(struct frequencies *f);
/* Reads the figure that the processor is sold under (CPUID 16H), if nothing else is known. */
void frequency_nominal(struct frequencies *f);

#endif
