/*
 * The counter outside of any window, with the same fences; and the windows of the
 * self-test, bench/fence.c. SPDX-License-Identifier: MIT
 */
#include "bench/fence.h"
#include "bench/x86_64/window.h"

/* rdi: turns. DIVSD has a latency of 13 cycles and more (uops.info). */
.macro body_chain target
	movabsq $CHAIN_DIVISOR, %r9
	movq %r9, %xmm0
	movq %r9, %xmm1
1:	.rept CHAIN_DIVISIONS
	divsd %xmm1, %xmm0
	.endr
	decq %rdi
	jnz 1b
.endm
.macro single_behind_chain body, target
	load_arguments %rbx, %r12
	body_chain
	counter_begin
	\body \target
.endm

	.text
/* C's calling convention. */
FUNC(counter_now)
	lfence
	rdtsc
	lfence
	shlq $32, %rdx
	orq %rdx, %rax
	ret
END(counter_now)

timed fence_within, single, body_chain
timed fence_before, single_behind_chain, body_empty

FUNC(fence_behind)
	window_open
	window_forms single, body_empty
	body_chain
	window_close
END(fence_behind)
