/*
 * The windows of arm64 in a host process: a direct call of a back end, as entry
 * code makes it. x0 is the handlers' pt_regs, w1 the number. What stands around
 * it is the guest's, bench/arm64/window.h. Next: dispatch/table.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"
#include "bench/arm64/window.h"

.macro body_width target
	mov w2, CORE_TURNS
1:	.rept CORE_LENGTH
	nop
	.endr
	subs w2, w2, 1
	b.ne 1b
.endm

	.text
timed_batch timed_empty, body_empty
timed_batch timed_direct, body_call, sys_null
#define BACKEND(name, indirect, returns) timed_batch timed_##name, body_call, dispatch_##name;
#include <gen/backends.h>
#undef BACKEND
timed timed_width, single, body_width
