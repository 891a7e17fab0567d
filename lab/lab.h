/*
 * What the laboratory adds to a kernel: facts of the machine that a workload asks for by
 * the control call, the PMU, and the way of the samples to the host. Each function does
 * the work of the operation of include/control.h that it names.
 * Next: lab/control.c. SPDX-License-Identifier: MIT
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "include/compiler.h"

#include <stdbool.h>

/*
 * CONTROL_SAMPLES: tells the host where in physical memory the samples at addr are, or
 * sends the samples themselves (samples=console). Returns 0, -EFAULT if not all of them
 * are the workload's memory, or -ENOMEM.
 */
int samples_announce(uintptr_t addr, size_t length);

/*
 * CONTROL_CACHE_BYTES, arch: returns the size in bytes of the largest data or unified
 * cache; 0 if the CPU does not tell.
 */
uint64_t cache_bytes(void);

/* CONTROL_PMU_COUNT, arch: starts or stops the PMU's first counter. */
long pmu_count(unsigned long what);

/* CONTROL_SMI_COUNT, arch: returns how many system-management interrupts the CPU counted. */
long smi_count(void);

/*
 * Counts a read of a counter at `ip` that trapped although user mode may make it
 * (lab/counter.c). Returns true if user mode shall try again, false if it has tried often
 * enough.
 */
bool counter_retry(uintptr_t ip);
/* CONTROL_COUNTER_TRAPS: returns how many such reads have trapped since boot. */
unsigned long counter_traps(void);

#endif
