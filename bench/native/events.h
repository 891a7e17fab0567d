/* Hardware events as variants. SPDX-License-Identifier: MIT */
#ifndef BENCH_NATIVE_EVENTS_H
#define BENCH_NATIVE_EVENTS_H

#include "bench/native/native.h"
#include "bench/native/perf.h"

/* A variant of a benchmark that counts an enum perf_what around batches. */
#define EVENT_BATCH 64
#define EVENT(event_name, what, window)                                                            \
	{                                                                                          \
		.name = "pmu_" event_name "_user", .event = (what) + 1, .timed = (window),         \
		.batch = EVENT_BATCH, .share = 4                                                   \
	}
#define EVENTS(window)                                                                             \
	EVENT("cycles", PERF_CYCLES, window), EVENT("instructions", PERF_INSTRUCTIONS, window),    \
		EVENT("branch_misses", PERF_BRANCH_MISSES, window)

/* Windows within two reads of the event. */
timed_call timed_events_empty, timed_events;

/* Around a block: opens and closes its variant's event, if it has one; may refuse(). */
void events_begin(struct block *block);
void events_end(struct block *block);

#endif
