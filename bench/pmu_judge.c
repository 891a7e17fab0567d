/* What a counter of the PMU must look like to be believed. SPDX-License-Identifier: MIT */
#include "bench/pmu.h"
#include "include/control.h"

#include <stddef.h>

/* Reads, their fences, an interrupt's return that some processors count. */
#define MARGIN 200
/* A call executes more than this in the kernel, and less than that in the program. */
#define CALL_KERNEL_LEAST 5
#define CALL_USER_MOST	  50
/* The provocations cause hundreds. */
#define PROVOKED_LEAST 32

static const char *judge_instructions(const struct pmu_probe *p, uint32_t event)
{
	if (event & PMU_KERNEL) {
		if (p->spin > MARGIN)
			return "the kernel's counter counts what the program executes";
		if (p->calls < PMU_CALLS * CALL_KERNEL_LEAST)
			return "calls execute next to nothing in the kernel, by its counter";
		return NULL;
	}
	if (p->spin < 2 * PMU_TURNS || p->spin > 2 * PMU_TURNS + MARGIN)
		return "a loop of known length does not count what it executes";
	if (p->calls > PMU_CALLS * CALL_USER_MOST)
		return "the program's counter counts what the kernel executes";
	return NULL;
}

/* A turn takes at least an eighth of a cycle, and less than 50. */
static const char *judge_cycles(const struct pmu_probe *p, uint32_t event)
{
	if (event & PMU_KERNEL)
		return p->spin > PMU_TURNS / 8 ? "the kernel's counter counts the program's cycles"
					       : NULL;
	if (p->spin < PMU_TURNS / 8 || p->spin > 50 * PMU_TURNS)
		return "a loop of known length does not take that many cycles";
	return NULL;
}

/* They cannot be foretold, but provoked, in user mode; a loop of two instructions has next to none.
 */
static const char *judge_misses(const struct pmu_probe *p, uint32_t event)
{
	if (p->spin > MARGIN)
		return "a loop of two instructions misses again and again";
	if (p->provoked < (event & PMU_USER ? PROVOKED_LEAST : 1))
		return "what must miss is not counted";
	return NULL;
}

const char *pmu_judge(const struct pmu_probe *p, uint32_t event)
{
	if (!p->spin && !p->calls && !p->provoked)
		return "the counter is frozen";
	switch (PMU_EVENT(event)) {
	case PMU_INSTRUCTIONS:
		return judge_instructions(p, event);
	case PMU_CYCLES:
		return judge_cycles(p, event);
	default:
		return judge_misses(p, event);
	}
}
