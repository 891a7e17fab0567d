/*
 * The measured paths: entry/<arch>/paths.def as data. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_PATH_H
#define ENTRY_PATH_H

#include "include/compiler.h"

#include <stdbool.h>

/* One row of paths.def. */
struct path {
	const char *name, *dispatch, *exit;
	uint64_t steps;	    /* STEP_ bits of <arch>/mitigations.h */
	bool control;	    /* floor_* and direct_*: measures `null` only */
	const char *entry;  /* its code: entry_syscall_<name> */
};

/* One hardening step of <arch>/mitigations.h. */
struct path_step {
	uint64_t bit;
	const char *name;
};

/* Each architecture's path.c has these. The steps end with a NULL name. */
extern const struct path paths[];
extern const unsigned int path_count;
extern const uint64_t path_sizes[]; /* bytes of each row's code (entry.S) */
extern const struct path_step path_steps[];
/* Writes IA32_LSTAR or VBAR_EL1: system calls enter at `entry` from now on. */
void path_entry_set(const char *entry);
/* Reads IA32_LSTAR or VBAR_EL1 back. */
uint64_t path_entry_register(void);
/* Returns why path n cannot be selected on this CPU, or NULL if it can. */
const char *path_unavailable(unsigned int n);

/*
 * Makes path n the active one; one register is written. -EINVAL: no such path; -ENODEV:
 * not available.
 */
int path_select(unsigned int n);
/* Returns the number of the active path. */
unsigned int path_active(void);
/*
 * Writes the names of the steps in `steps` to buf, joined by '+'; an empty string if
 * there are none.
 */
void path_step_names(uint64_t steps, char *buf, size_t size);
/*
 * Selects the path that the command line names (path=NAME), or path 0. Panics on an
 * unknown name.
 */
void path_init(void);

#endif
