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

static bool has_cycles;

const char *counter_best(void)
{
	has_cycles = perf_user_cycles(INDEX_PMCCNTR);
	return has_cycles ? "PMCCNTR_EL0" : NULL;
}

/* What bench/arm64/counter.c asks a kernel before it takes that counter. */
int counter_lines(char *lines, size_t size)
{
	return format(lines, size, "pmccntr=%u\n", has_cycles);
}

/* Whose frequency the kernel tells is the timer's. */
bool counter_is_coarse(void)
{
	return counter_is_kernels();
}
