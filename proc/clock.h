/* Time as calls give and take it. SPDX-License-Identifier: MIT */
#ifndef PROC_CLOCK_H
#define PROC_CLOCK_H

#include "include/compiler.h"

#include <linux/time_types.h>
#include <linux/time.h> /* CLOCK_ */

/* A span or a time in ns, at most INT64_MAX, which is never. -EFAULT, -EINVAL for no valid timespec. */
int get_user_timespec(uint64_t *ns, const struct __kernel_timespec *user_time);
/*
 * Deadlines for thread_wait(), from a span or from a time of CLOCK_REALTIME or
 * CLOCK_MONOTONIC; 0, which is none, for what lies further off than any run lasts.
 */
uint64_t deadline_after(uint64_t span_ns);
uint64_t deadline_at(int clock, uint64_t ns);

#endif
