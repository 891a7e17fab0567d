/*
 * The rows of paths.def as data, and IA32_LSTAR, which makes one of them the way
 * in. SPDX-License-Identifier: MIT
 */
#include "entry/path.h"
#include "entry/x86_64/mitigations.h"

#include <arch/cpu.h>

#include <linux/errno.h>

#define PATH(name, dispatch, exit, steps, kind)                                                    \
	extern const char entry_syscall_##name[];
#include "entry/x86_64/paths.def"
#undef PATH

enum { PATH_measured = false, PATH_control = true };

const struct path paths[] = {
#define PATH(name, dispatch, exit, steps, kind)                                                    \
	{ #name, #dispatch, #exit, (steps), PATH_##kind, entry_syscall_##name },
#include "entry/x86_64/paths.def"
#undef PATH
};

const unsigned int path_count = ARRAY_SIZE(paths);

const struct path_step path_steps[] = {
#define STEP(bit, name, phase) { (bit), #name },
	MITIGATION_STEPS(STEP)
#undef STEP
	{ 0, NULL },
};

const char *path_unavailable(unsigned int n)
{
	(void)n; /* no row asks for more than every x86_64 CPU has */
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
