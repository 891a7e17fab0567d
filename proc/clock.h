/* Time as calls pass it. SPDX-License-Identifier: MIT */
#ifndef PROC_CLOCK_H
#define PROC_CLOCK_H

#include "include/compiler.h"

#include <linux/time_types.h>
#include <linux/time.h> /* CLOCK_ */

/*
 * Reads a timespec, a span or a point in time, as ns: at most INT64_MAX, which
 * means never. Returns 0, -EFAULT, or -EINVAL if the timespec is not valid.
 */
int get_user_timespec(uint64_t *ns, const struct __kernel_timespec *user_time);
/*
 * Return a deadline for thread_wait(): after a span, or at a time of
 * CLOCK_REALTIME or CLOCK_MONOTONIC. A time further off than any run lasts
 * gives 0: no deadline.
 */
uint64_t deadline_after(uint64_t span_ns);
uint64_t deadline_at(int clock, uint64_t ns);

#endif
