/*
 * The hardening steps of a row, expanded phase by phase from the table of
 * entry/<arch>/mitigations.h: entry.S of each architecture has a place for each
 * phase, and no step of its own. Included after that table.
 * Tests: path_code, change. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_STEPS_H
#define ENTRY_STEPS_H

/* One row of the table, while steps_of expands a phase. */
#define STEP_OF_PHASE(bit, name, phase)                                                            \
	.ifc phase, \at;                                                                           \
	.if (\steps) & (bit);                                                                      \
	step_##name;                                                                               \
	.set .Lsteps_expanded, .Lsteps_expanded | (bit);                                           \
	.endif;                                                                                    \
	.endif;

/* The steps of the phase `at` that are in `steps`, in the table's order. */
.macro steps_of at steps
	MITIGATION_STEPS(STEP_OF_PHASE)
.endm

/* A row's steps begin: those that its exit requires must be among them. */
.macro steps_begin steps required
	.if (\required) & ~(\steps)
	.error	"a row of paths.def lacks a step that its exit requires (mitigations.h)"
	.endif
	.set	.Lsteps_expanded, 0
.endm

/* A row's steps end: a bit that no step has, or one in a phase that nobody expands, would be listed and not be there. */
.macro steps_end steps
	.if (\steps) & ~.Lsteps_expanded
	.error	"a row of paths.def names a step that is in none of its phases (mitigations.h)"
	.endif
.endm

.macro steps_none steps
	.if (\steps)
	.error	"a floor row takes no steps: the exit instruction answers its trap"
	.endif
.endm

#endif
