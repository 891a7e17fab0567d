/*
 * The generic timer's virtual counter as a program sees it.
 * Next: bench/arm64/window.S. SPDX-License-Identifier: MIT
 */
#include "bench/timed.h"

/* One pair serves every CPU. */
void counter_init(void)
{
}

const char *architecture(void)
{
	return "arm64";
}

const char *counter_name(void)
{
	return "CNTVCT_EL0";
}

const char *counter_instructions(void)
{
	return "isb;mrs;isb ... isb;mrs;isb";
}

/* CNTFRQ_EL0: in Hz, as firmware wrote it; no hardware vouches for it (Arm ARM, CNTFRQ_EL0). */
uint64_t counter_frequency(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}
