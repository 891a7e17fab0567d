/*
 * The counter read outside of any window, with the same fences. SPDX-License-Identifier: MIT
 */
#include "bench/x86_64/window.h"

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
