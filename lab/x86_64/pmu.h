/* User mode's access to the PMU's counters (lab/x86_64/pmu.c). SPDX-License-Identifier: MIT */
#ifndef LAB_X86_64_PMU_H
#define LAB_X86_64_PMU_H

#include <stdbool.h>
#include <stdint.h>

/* Allows user mode to execute RDPMC, or forbids it. */
void pmu_user_enable(bool enable);
/* Tells whether user mode may execute RDPMC. */
bool pmu_user_enabled(void);

/*
 * Returns the number that IA32_PERFEVTSEL has for a PMU_ event of include/control.h, or 0
 * if none is known (lab/x86_64/pmu_events.c).
 */
uint32_t pmu_event_number(unsigned int event);

#endif
