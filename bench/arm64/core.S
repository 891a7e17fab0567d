/* The chain that the core's clock is measured by. SPDX-License-Identifier: MIT */
#include "bench/core.h"
#include "bench/arm64/window.h"

/* One cycle each: latency of EOR in the cores' optimisation guides. */
.macro body_chain target
	mov w2, CORE_TURNS
1:	.rept CORE_LENGTH
	eor x0, x0, x1
	.endr
	subs w2, w2, 1
	b.ne 1b
.endm

	.text
timed timed_chain, single, body_chain
