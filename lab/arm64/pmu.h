/* EL0's access to the PMU's counters (lab/arm64/pmu.c). SPDX-License-Identifier: MIT */
#ifndef LAB_ARM64_PMU_H
#define LAB_ARM64_PMU_H

#include "include/compiler.h"

#include <stdbool.h>

/*
 * Lets EL0 read the counters of these PMUSERENR_ bits and no others. Only for a CPU with
 * a PMU. Returns false if the write faults, because a hypervisor keeps the register.
 */
bool pmu_user_enable(uint64_t bits);
/* Writes the last bits again, since a hypervisor may have lost them. */
void pmu_user_enable_again(void);
/* Returns the bits that were last enabled; 0 without a PMU. */
uint64_t pmu_user_enabled(void);

#endif
