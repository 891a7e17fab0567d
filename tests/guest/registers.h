/*
 * What an architecture gives to registers.c: code run with a value of its own in
 * every register that user mode has. SPDX-License-Identifier: MIT
 */
#ifndef GUEST_REGISTERS_H
#define GUEST_REGISTERS_H

#include "user/user.h"

/* Room for one thread's registers, vector state included: before and after. */
#define REGISTERS_AREA 16384

struct registers_run {
	uint8_t area[REGISTERS_AREA] __aligned_to(64);
	char wrong[256]; /* what changed that should not have; empty: nothing */
};

/* Finds out what this CPU has. */
void registers_init(void);

/* The settings of the flags that are tried, by name; NULL: no such setting. */
const char *registers_setting(unsigned int setting);

/* Makes call `number` with registers made from seed, fills in wrong. Gives the result. */
long registers_call(struct registers_run *run, unsigned long number, unsigned int setting,
		    uint64_t seed);

/* Counts `turns` down to 0 meanwhile instead; no call. */
void registers_spin(struct registers_run *run, unsigned long turns, unsigned int setting,
		    uint64_t seed);

#endif
