/* Calls that read the time or wait for it. Next: proc/time.c. SPDX-License-Identifier: MIT */
#include "proc/clock.h"
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/sched.h"
#include "proc/timer.h"

#include <linux/errno.h>

int get_user_timespec(uint64_t *ns, const struct __kernel_timespec *user_time)
{
	struct __kernel_timespec ts;

	if (copy_from_user(&ts, user_time, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || (uint64_t)ts.tv_nsec >= NS_PER_S)
		return -EINVAL;
	/* A time that does not fit is as good as never. */
	*ns = (uint64_t)ts.tv_sec >= INT64_MAX / NS_PER_S ? INT64_MAX :
		(uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
	return 0;
}

/* 36 years: later than any run lasts, early enough that no timer's arithmetic overflows. */
#define FAR_NS (1ull << 60)

/* 0 means no deadline, so a deadline of 0 becomes 1: both are in the past. */
static uint64_t deadline(uint64_t ns)
{
	if (ns > FAR_NS)
		return 0;
	return ns ? ns : 1;
}

uint64_t deadline_after(uint64_t span_ns)
{
	return deadline(clock_monotonic_ns() + span_ns + 1); /* no wait is shorter than asked for */
}

uint64_t deadline_at(int clock, uint64_t ns)
{
	uint64_t start_ns = clock == CLOCK_REALTIME ? clock_boot_epoch_ns() : 0;

	return deadline(ns > start_ns ? ns - start_ns : 0);
}

static int clock_read(int clock, uint64_t *ns)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_TAI: /* nobody told us the leap seconds: Linux returns UTC then, too */
		*ns = clock_boot_epoch_ns() + clock_monotonic_ns();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*ns = clock_monotonic_ns();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*ns = sched_process_ns();
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		*ns = sched_thread_ns(current_thread());
		return 0;
	default:
		return -EINVAL;
	}
}

SYSCALL_DEFINE2(clock_gettime, int, clock, struct __kernel_timespec *, user_time)
{
	struct __kernel_timespec ts;
	uint64_t ns;
	int error = clock_read(clock, &ns);

	if (error)
		return error;
	ts.tv_sec = (int64_t)(ns / NS_PER_S);
	ts.tv_nsec = (int64_t)(ns % NS_PER_S);
	return copy_to_user(user_time, &ts, sizeof(ts));
}

/*
 * All clocks count the same counter. Linux has the coarse clocks for a time
 * that is read only at ticks; here they are as fine as the others.
 */
SYSCALL_DEFINE2(clock_getres, int, clock, struct __kernel_timespec *, user_resolution)
{
	struct __kernel_timespec resolution = { .tv_nsec = 1 };
	uint64_t ns;
	int error = clock_read(clock, &ns);

	if (error || !user_resolution)
		return error;
	return copy_to_user(user_resolution, &resolution, sizeof(resolution));
}

/* The time zone is UTC: it is the C library's affair now, no longer the kernel's. */
SYSCALL_DEFINE2(gettimeofday, void *, user_time, void *, user_zone)
{
	uint64_t ns = clock_boot_epoch_ns() + clock_monotonic_ns();
	const int64_t time[2] = { (int64_t)(ns / NS_PER_S),
				  (int64_t)(ns % NS_PER_S / 1000) };
	const int32_t zone[2] = { 0, 0 };

	if (user_time && copy_to_user(user_time, time, sizeof(time)))
		return -EFAULT;
	return user_zone ? copy_to_user(user_zone, zone, sizeof(zone)) : 0;
}

/*
 * Sleeps until a point in time, not for a span: so a sleep could be resumed
 * after an interruption and would still end when it should. It ends well only
 * by its time-out.
 */
static long sleep_until(uint64_t deadline_ns)
{
	int result = thread_wait(deadline_ns);

	return result == -ETIMEDOUT ? 0 : result;
}

/* user_left is never written: signals have no handlers here, so nothing interrupts a sleep. */
SYSCALL_DEFINE2(nanosleep, const struct __kernel_timespec *, user_time,
		struct __kernel_timespec *, user_left)
{
	uint64_t ns;
	int error = get_user_timespec(&ns, user_time);

	(void)user_left;
	if (error)
		return error;
	return sleep_until(deadline_after(ns));
}

/*
 * Returns 0 for clocks that can be slept on, -EINVAL for those that do not exist,
 * else -EOPNOTSUPP.
 */
static int check_sleep_clock(int clock)
{
	uint64_t ns;

	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_TAI:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
		return 0;
	default:
		return clock_read(clock, &ns) ? -EINVAL : -EOPNOTSUPP;
	}
}

/*
 * Returns the clock that deadline_at() knows by that name: CLOCK_TAI is UTC here,
 * CLOCK_BOOTTIME monotonic.
 */
static int base_clock(int clock)
{
	return clock == CLOCK_REALTIME || clock == CLOCK_TAI ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

SYSCALL_DEFINE4(clock_nanosleep, int, clock, int, flags, const struct __kernel_timespec *,
		user_time, struct __kernel_timespec *, user_left)
{
	int error = check_sleep_clock(clock);
	uint64_t ns;

	(void)user_left;
	if (!error)
		error = get_user_timespec(&ns, user_time);
	if (error)
		return error;
	return sleep_until(flags & TIMER_ABSTIME ? deadline_at(base_clock(clock), ns) :
						   deadline_after(ns));
}
