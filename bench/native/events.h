/* Hardware events as variants. SPDX-License-Identifier: MIT */
#ifndef BENCH_NATIVE_EVENTS_H
#define BENCH_NATIVE_EVENTS_H

#include "bench/native/native.h"
#include "bench/native/perf.h"

/* Variants that count an enum perf_what around batches, in `timed_pmu` of their benchmark. */
#define EVENT(event_name, what)                                                                    \
	{                                                                                          \
		.name = "pmu_" event_name "_user", .event = (what) + 1, .batch = 64, .share = 4    \
	}
#define EVENTS                                                                                     \
	EVENT("cycles", PERF_CYCLES), EVENT("instructions", PERF_INSTRUCTIONS),                    \
		EVENT("branch_misses", PERF_BRANCH_MISSES)

/* Windows within two reads of the event. */
timed_call timed_events_empty, timed_events;

#endif
