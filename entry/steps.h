/*
 * Expands the hardening steps of a row, phase by phase, from the table in
 * entry/<arch>/mitigations.h, which is included before this file. Each architecture's
 * entry.S has a place for each phase, but names no step.
 * Tests: path_code, change. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_STEPS_H
#define ENTRY_STEPS_H

/* Expands one row of the table, for steps_of: the step, if its phase and its bit are wanted. */
#define STEP_OF_PHASE(bit, name, phase)                                                            \
	.ifc phase, \at;                                                                           \
	.if (\steps) & (bit);                                                                      \
	step_##name;                                                                               \
	.set .Lsteps_expanded, .Lsteps_expanded | (bit);                                           \
	.endif;                                                                                    \
	.endif;

/* Expands the steps of the phase `at` that are in `steps`, in the table's order. */
.macro steps_of at steps
	MITIGATION_STEPS(STEP_OF_PHASE)
.endm

/* Begins a row's steps. Those that its exit requires must be among them. */
.macro steps_begin steps required
	.if (\required) & ~(\steps)
	.error	"a row of paths.def lacks a step that its exit requires (mitigations.h)"
	.endif
	.set	.Lsteps_expanded, 0
.endm

/*
 * Ends a row's steps. Each of them must have been expanded. Otherwise a bit that no step
 * has, or a step whose phase entry.S does not expand, would be listed but have no code.
 */
.macro steps_end steps
	.if (\steps) & ~.Lsteps_expanded
	.error	"a row of paths.def names a step that is in none of its phases (mitigations.h)"
	.endif
.endm

/* Stops the assembler if a floor row names a step. */
.macro steps_none steps
	.if (\steps)
	.error	"a floor row takes no steps: the exit instruction answers its trap"
	.endif
.endm

#endif
