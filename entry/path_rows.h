/*
 * paths.def as text, for tools on the host: the section .trapgate.paths of the
 * image holds one JSON array, a row an object. It is not loaded.
 * SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_PATH_ROWS_H
#define ENTRY_PATH_ROWS_H

#define PATH_IS_CONTROL_measured "false"
#define PATH_IS_CONTROL_control "true"

.set .Lpath_rows, 0
.set .Lpath_steps, 0

.macro path_json_step steps bit name
	.if (\steps) & (\bit)
	.if .Lpath_steps
	.ascii	", "
	.endif
	.ascii	"\"\name\""
	.set	.Lpath_steps, 1
	.endif
.endm

#define PATH_JSON_STEP(bit, step, phase) path_json_step (.Lpath_row_steps), (bit), step;
#define PATH_JSON(name, dispatch, exit, steps, kind)                                               \
	.pushsection .trapgate.paths, "", %progbits;                                               \
	.if .Lpath_rows; .ascii ",\n"; .else; .ascii "["; .endif;                                  \
	.ascii "{\"name\": \"" #name "\", \"dispatch\": \"" #dispatch "\", \"exit\": \"" #exit "\"";\
	.ascii ", \"control\": ";                                                                  \
	.ascii PATH_IS_CONTROL_##kind;                                                             \
	.ascii ", \"steps\": [";                                                                   \
	.set .Lpath_row_steps, (steps);                                                            \
	.set .Lpath_steps, 0;                                                                      \
	MITIGATION_STEPS(PATH_JSON_STEP)                                                           \
	.ascii "]}";                                                                               \
	.set .Lpath_rows, 1;                                                                       \
	.popsection;

#define PATH_JSON_END                                                                              \
	.pushsection .trapgate.paths, "", %progbits;                                               \
	.ascii "]\n";                                                                              \
	.popsection

#endif
