/*
 * paths.def as text, for tools on the host (tools/run --list-paths): the section
 * .trapgate.paths of the image holds one JSON array, a row an object. It is not
 * loaded. SPDX-License-Identifier: MIT
 */
	.section .trapgate.paths, "", %progbits
#include <gen/path_rows.h>
