/* What EL0 may read of the PMU (boot/arm64/pmu.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_PMU_H
#define ARCH_PMU_H

#include "include/compiler.h"

#include <stdbool.h>

/*
 * PMUSERENR_ bits: lets EL0 read these counters and nothing else. Only where there is
 * a PMU; false: a hypervisor keeps the register.
 */
bool pmu_user_enable(uint64_t bits);
/* The same bits as last time, for a hypervisor may have lost them. */
void pmu_user_enable_again(void);
/* The bits of last time; 0 without a PMU. */
uint64_t pmu_user_enabled(void);

#endif
