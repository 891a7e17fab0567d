/* Mispredicted, but from a near cache. SPDX-License-Identifier: MIT */
#ifndef BENCH_NATIVE_REREAD_H
#define BENCH_NATIVE_REREAD_H

#include "bench/native/native.h"

/* Windows behind a look at all of the program's code and constants. */
timed_call timed_reread_empty, timed_reread;

/* As COLD_BRANCHES, with a share as small, since the disturbance is as long. */
#define COLD_REREAD(window)                                                                        \
	{                                                                                          \
		.name = "cold_btb_reread", .disturb = DISTURB_BRANCHES, .share = 10,               \
		.timed = (window)                                                                  \
	}

#endif
