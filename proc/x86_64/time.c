/* time(), a call that only x86_64 still has. Before: proc/clock.c. SPDX-License-Identifier: MIT */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/sched.h"
#include "proc/timer.h"

SYSCALL_DEFINE1(time, void *, user_seconds)
{
	const int64_t seconds =
		(int64_t)((clock_boot_epoch_ns() + clock_monotonic_ns()) / NS_PER_S);
	int error = user_seconds ? copy_to_user(user_seconds, &seconds, sizeof(seconds)) : 0;

	return error ? error : seconds;
}
