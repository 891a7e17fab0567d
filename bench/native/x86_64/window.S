/*
 * The windows of x86_64 in a host process: a direct call of a back end, as entry
 * code makes it. rdi is the handlers' pt_regs, esi the number. What stands around
 * it is the guest's, bench/x86_64/window.h. Next: dispatch/table.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"
#include "bench/x86_64/window.h"

/* A NOP of four bytes, since more than one a byte is more than a cache of decoded ones holds. */
.macro body_width target
	movl $CORE_TURNS, %ecx
1:	.rept CORE_LENGTH
	nopl 64(%rax)
	.endr
	decl %ecx
	jnz 1b
.endm

	.text
timed_batch timed_empty, body_empty
timed_batch timed_direct, body_call, sys_null
#define BACKEND(name, indirect, returns) timed_batch timed_##name, body_call, dispatch_##name;
#include <gen/backends.h>
#undef BACKEND
timed timed_width, single, body_width
