/*
 * The rows of paths.def as data, and VBAR_EL1, which makes one of them the way
 * in. SPDX-License-Identifier: MIT
 */
#include "entry/path.h"
#include "entry/arm64/mitigations.h"

#include <arch/cpu.h>

#define PATH(name, dispatch, exit, steps, kind)                                                    \
	extern const char entry_syscall_##name[];
#include "entry/arm64/paths.def"
#undef PATH

enum { PATH_measured = false, PATH_control = true };

const struct path paths[] = {
#define PATH(name, dispatch, exit, steps, kind)                                                    \
	{ #name, #dispatch, #exit, (steps), PATH_##kind, entry_syscall_##name },
#include "entry/arm64/paths.def"
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
	(void)n; /* no row asks for more than every arm64 CPU has */
	return NULL;
}

/* ISB: an exception of the next instruction would go by the new table already (DDI 0487, D19.1.2). */
void path_entry_set(const char *entry)
{
	MSR(vbar_el1, (uintptr_t)entry);
	isb();
}

uint64_t path_entry_register(void)
{
	return MRS(vbar_el1);
}
