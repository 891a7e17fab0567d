/*
 * The rows of paths.def as data, and VBAR_EL1, which selects one of them as the way
 * in. SPDX-License-Identifier: MIT
 */
#include "entry/arm64/mitigations.h"

#include <arch/cpu.h>

#define PATHS_DEF "entry/arm64/paths.def"
#include "entry/path_table.h"

const char *path_unavailable(unsigned int n)
{
	(void)n; /* every arm64 CPU has what the rows need */
	return NULL;
}

/* ISB: even an exception of the next instruction uses the new table then (DDI 0487, D19.1.2). */
void path_entry_set(const char *entry)
{
	MSR(vbar_el1, (uintptr_t)entry);
	isb();
}

uint64_t path_entry_register(void)
{
	return MRS(vbar_el1);
}
