/*
 * The counter outside of any window, with the same fences; and the windows of the
 * self-test, bench/fence.c. SPDX-License-Identifier: MIT
 */
#include "bench/arm64/window.h"
#include "bench/fence.h"

/* x0: turns. FDIV of doubles has a latency of 7 cycles or more (Software Optimization Guides). */
.macro body_chain target
	mov x9, CHAIN_DIVISOR
	fmov d0, x9
	fmov d1, x9
1:	.rept CHAIN_DIVISIONS
	fdiv d0, d0, d1
	.endr
	subs x0, x0, 1
	b.ne 1b
.endm

	.text
/* C's calling convention. */
FUNC(counter_now)
	counter_read x0
	ret
END(counter_now)

timed fence_within, single, body_chain

FUNC(fence_before)
	window_open
	load_arguments x19
	body_chain
	counter_read x20
	body_empty
	counter_read x21
	window_close
END(fence_before)

FUNC(fence_behind)
	window_open
	single body_empty
	body_chain
	window_close
END(fence_behind)
