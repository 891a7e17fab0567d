/*
 * Hardware events of this process in user mode, by perf_event_open(2).
 * SPDX-License-Identifier: MIT
 */
#ifndef BENCH_NATIVE_PERF_H
#define BENCH_NATIVE_PERF_H

#include <stdbool.h>
#include <stdint.h>

enum perf_what { PERF_CYCLES, PERF_INSTRUCTIONS, PERF_BRANCH_MISSES };

/* Starts to count: a descriptor, or -errno. */
long perf_open(enum perf_what what);
/* What has been counted. 0, or -errno; -EAGAIN: the event was not on a counter all the time. */
long perf_read(long fd, uint64_t *value);
void perf_close(long fd);

/* A sentence on an error of perf_open() or perf_read(), without comma. */
const char *perf_why(long error);
/* What is wrong with the counts of an event that could be opened, or NULL. Runs a loop of known
 * length. */
const char *perf_doubt(long fd, enum perf_what what);

/*
 * Cycles, on the counter whose number the event's page gives as `index`, to be
 * read by an instruction. False: the kernel does not let user mode do that.
 */
bool perf_user_cycles(uint32_t index);

#endif
