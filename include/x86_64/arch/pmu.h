/* What user mode may read of the PMU (boot/x86_64/pmu.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_PMU_H
#define ARCH_PMU_H

#include <stdbool.h>

/* Lets user mode execute RDPMC, or no longer. */
void pmu_user_enable(bool enable);
/* Whether it may. */
bool pmu_user_enabled(void);

#endif
