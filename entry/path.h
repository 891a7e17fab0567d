/*
 * The measured paths: entry/<arch>/paths.def as data. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_PATH_H
#define ENTRY_PATH_H

#include "include/compiler.h"

#include <stdbool.h>

struct path {
	const char *name, *dispatch, *exit;
	uint64_t steps;	    /* STEP_ bits of <arch>/mitigations.h */
	bool control;	    /* floor_* and direct_*: measures `null` only */
	const char *entry;  /* its code: entry_syscall_<name> */
};

struct path_step {
	uint64_t bit;
	const char *name;
};

/* Each architecture's path.c: the rows, the steps (ended by a NULL name), the register. */
extern const struct path paths[];
extern const unsigned int path_count;
extern const uint64_t path_sizes[]; /* bytes of each row's code (entry.S) */
extern const struct path_step path_steps[];
void path_entry_set(const char *entry);
/* IA32_LSTAR / VBAR_EL1, read back. */
uint64_t path_entry_register(void);
/* Why path n cannot be selected on this CPU, or NULL. */
const char *path_unavailable(unsigned int n);

/* Makes path n the active one: one register write. -EINVAL, -ENODEV. */
int path_select(unsigned int n);
unsigned int path_active(void);
/* Names of the steps in `steps`, joined by '+'; empty if none. */
void path_step_names(uint64_t steps, char *buf, size_t size);
/* Selects the path that the command line names (path=NAME); panics on an unknown one. */
void path_init(void);

#endif
