/*
 * The counters of a host process on arm64: the core's cycles where the kernel
 * lets user mode read them (sysctl kernel.perf_user_access), else CNTVCT_EL0.
 * bench/arm64/counter.c makes the windows read the one that is chosen.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"
#include "bench/native/perf.h"

/* The event's index of PMCCNTR_EL0: 31, as PMSELR_EL0 has it, and one. */
#define INDEX_PMCCNTR 32

bool counter_has_cycles;

const char *counter_best(void)
{
	counter_has_cycles = perf_user_cycles(INDEX_PMCCNTR);
	return counter_has_cycles ? "PMCCNTR_EL0" : NULL;
}

/* Whose frequency the kernel tells is the timer's. */
bool counter_is_coarse(void)
{
	return counter_is_kernels();
}

uint64_t counter_told_hz(const char **by)
{
	*by = "CNTFRQ_EL0";
	return counter_frequency();
}
