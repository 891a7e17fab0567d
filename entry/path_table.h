/*
 * The rows of paths.def and the steps of mitigations.h as data. Each
 * entry/<arch>/path.c includes this file once, after its mitigations.h, with PATHS_DEF
 * defined as the name of its paths.def. SPDX-License-Identifier: MIT
 */
#include "entry/path.h"

#define PATH(name, dispatch, exit, steps, kind) extern const char entry_syscall_##name[];
#include PATHS_DEF
#undef PATH

enum { PATH_measured = false, PATH_control = true };

const struct path paths[] = {
#define PATH(name, dispatch, exit, steps, kind)                                                    \
	{ #name, #dispatch, #exit, (steps), PATH_##kind, entry_syscall_##name },
#include PATHS_DEF
#undef PATH
};

const unsigned int path_count = ARRAY_SIZE(paths);

const struct path_step path_steps[] = {
#define STEP(bit, name, phase) { (bit), #name },
	MITIGATION_STEPS(STEP)
#undef STEP
	{ 0, NULL },
};

/* The sum of all bits equals their OR only if no two are the same. */
#define PLUS_BIT(bit, name, phase) +(bit)
#define OR_BIT(bit, name, phase) | (bit)
_Static_assert((0 MITIGATION_STEPS(PLUS_BIT)) == (0 MITIGATION_STEPS(OR_BIT)), "two steps have one bit");
