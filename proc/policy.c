/*
 * Calls about scheduling: there is one CPU and one policy, turns of equal
 * length. A call that would put one thread before another is refused.
 * Before: sched.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/clock.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/types.h>

/* The mask of CPUs as calls pass it: it holds CPU 0 alone. */
typedef uint64_t cpu_mask;
#define ALL_CPUS ((cpu_mask)1)

/* Says whether there is a thread of that id; 0 is the caller. */
static bool thread_exists(int tid)
{
	return !tid || thread_find(tid);
}

/* Finds the priorities that a policy allows. Returns -EINVAL if Linux has no such policy. */
static int policy_priorities(int policy, int *min, int *max)
{
	*min = *max = 0;
	switch (policy) {
	case SCHED_FIFO:
	case SCHED_RR:
		*min = 1;
		*max = 99;
		return 0;
	case SCHED_NORMAL:
	case SCHED_BATCH:
	case SCHED_IDLE:
	case SCHED_DEADLINE:
		return 0;
	default:
		return -EINVAL;
	}
}

SYSCALL_DEFINE1(sched_get_priority_max, int, policy)
{
	int min, max, error = policy_priorities(policy, &min, &max);

	return error ? error : max;
}

SYSCALL_DEFINE1(sched_get_priority_min, int, policy)
{
	int min, max, error = policy_priorities(policy, &min, &max);

	return error ? error : min;
}

SYSCALL_DEFINE1(sched_getscheduler, int, tid)
{
	if (tid < 0)
		return -EINVAL;
	return thread_exists(tid) ? SCHED_NORMAL : -ESRCH;
}

SYSCALL_DEFINE2(sched_getparam, int, tid, void *, user_priority)
{
	const int priority = 0;

	if (tid < 0 || !user_priority)
		return -EINVAL;
	if (!thread_exists(tid))
		return -ESRCH;
	return copy_to_user(user_priority, &priority, sizeof(priority));
}

/* Checks a policy that is to be set. As on Linux SCHED_DEADLINE is set by another call. */
static int policy_check(int policy, int priority)
{
	int min, max, error = policy_priorities(policy, &min, &max);

	if (error || policy == SCHED_DEADLINE || priority < min || priority > max)
		return -EINVAL;
	return policy == SCHED_NORMAL ? 0 : -EPERM;
}

SYSCALL_DEFINE3(sched_setscheduler, int, tid, int, policy, const void *, user_priority)
{
	int priority;

	if (tid < 0 || policy < 0 || !user_priority)
		return -EINVAL;
	if (copy_from_user(&priority, user_priority, sizeof(priority)))
		return -EFAULT;
	return thread_exists(tid) ? policy_check(policy, priority) : -ESRCH;
}

SYSCALL_DEFINE2(sched_rr_get_interval, int, tid, struct __kernel_timespec *, user_time)
{
	const struct __kernel_timespec slice = { .tv_nsec = TICK_NS };

	if (tid < 0)
		return -EINVAL;
	return thread_exists(tid) ? copy_to_user(user_time, &slice, sizeof(slice)) : -ESRCH;
}

/*
 * Returns how many bytes it wrote, not 0: that is how the system call differs
 * from its libc function.
 */
SYSCALL_DEFINE3(sched_getaffinity, int, tid, unsigned int, size, void *, user_mask)
{
	const cpu_mask mask = ALL_CPUS;

	if (!size || size % sizeof(mask))
		return -EINVAL;
	if (!thread_exists(tid))
		return -ESRCH;
	return copy_to_user(user_mask, &mask, sizeof(mask)) ? -EFAULT : (long)sizeof(mask);
}

/* As on Linux CPUs that do not exist may be in the mask, as long as one that exists is, too. */
SYSCALL_DEFINE3(sched_setaffinity, int, tid, unsigned int, size, const void *, user_mask)
{
	cpu_mask mask = 0;

	if (copy_from_user(&mask, user_mask, size < sizeof(mask) ? size : sizeof(mask)))
		return -EFAULT;
	if (!thread_exists(tid))
		return -ESRCH;
	return mask & ALL_CPUS ? 0 : -EINVAL;
}

/*
 * Returns CPU and memory node, both 0: there is one of each. The third argument
 * is not used any more.
 */
SYSCALL_DEFINE2(getcpu, void *, user_cpu, void *, user_node)
{
	int error = user_cpu ? put_user_u32(0, user_cpu) : 0;

	if (user_node && put_user_u32(0, user_node))
		error = -EFAULT;
	return error;
}
