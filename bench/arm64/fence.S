/*
 * The counter read outside of any window, with the same fences. SPDX-License-Identifier: MIT
 */
#include "bench/arm64/window.h"

	.text
/* C's calling convention. */
FUNC(counter_now)
	counter_read x0
	ret
END(counter_now)
