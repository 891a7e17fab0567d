/* The chain that the core's clock is measured by. SPDX-License-Identifier: MIT */
#include "bench/core.h"
#include "bench/x86_64/window.h"

/* One cycle each, on any CPU: SDM's and APM's optimisation guides, latency of XOR. */
.macro body_chain target
	movl $CORE_TURNS, %ecx
1:	.rept CORE_LENGTH
	xorq %rsi, %rdi
	.endr
	decl %ecx
	jnz 1b
.endm

	.text
timed timed_chain, single, body_chain
