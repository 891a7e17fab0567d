/* User mode's access to the PMU's counters (boot/x86_64/pmu.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_PMU_H
#define ARCH_PMU_H

#include <stdbool.h>

/* Allows user mode to execute RDPMC, or forbids it. */
void pmu_user_enable(bool enable);
/* Tells whether user mode may execute RDPMC. */
bool pmu_user_enabled(void);

#endif
