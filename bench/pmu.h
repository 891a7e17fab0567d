/* Counters of the PMU, as far as a kernel lets the program choose what they count.
 * SPDX-License-Identifier: MIT */
#ifndef BENCH_PMU_H
#define BENCH_PMU_H

#include <stdbool.h>
#include <stdint.h>

/* What was counted at one level. */
struct pmu_probe {
	uint64_t spin;	   /* over PMU_TURNS turns of pmu_spin(), in user mode */
	uint64_t calls;	   /* over PMU_CALLS calls */
	uint64_t provoked; /* of misses: over what must cause them, and a call */
};
#define PMU_TURNS 10000
#define PMU_CALLS 64

/*
 * pmu_judge.c: what is wrong with a counter of `event` (include/control.h: PMU_ and a
 * level), by what was seen; NULL: nothing.
 */
const char *pmu_judge(const struct pmu_probe *p, uint32_t event);

/* <arch>/pmu.S: the counter, fenced; so many turns of two instructions. */
uint64_t pmu_now(void);
void pmu_spin(uint64_t turns);

#endif
