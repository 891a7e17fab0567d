/*
 * paths.def as text, for tools on the host (tools/run --list-paths). The section
 * .trapgate.paths of the image holds a JSON array with an object for each row. It is
 * not loaded. SPDX-License-Identifier: MIT
 */
	.section .trapgate.paths, "", %progbits
#include <gen/path_rows.h>
