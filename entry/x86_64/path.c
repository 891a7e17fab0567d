/*
 * The rows of paths.def as data, and IA32_LSTAR, which selects one of them as the way
 * in. SPDX-License-Identifier: MIT
 */
#include "entry/x86_64/mitigations.h"

#include <arch/cpu.h>

#include <linux/errno.h>

#define PATHS_DEF "entry/x86_64/paths.def"
#include "entry/path_table.h"

const char *path_unavailable(unsigned int n)
{
	(void)n; /* every x86_64 CPU has what the rows need */
	return NULL;
}

void path_entry_set(const char *entry)
{
	wrmsr(IA32_LSTAR, (uintptr_t)entry);
}

uint64_t path_entry_register(void)
{
	return rdmsr(IA32_LSTAR);
}
