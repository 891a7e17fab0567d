/*
 * Resource limits: what is true of this kernel, in Linux's terms. None can be
 * changed, since nothing here would enforce another.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/sched.h"

#include <arch/layout.h>

#include <linux/errno.h>
#include <linux/resource.h>

#define UNLIMITED { RLIM64_INFINITY, RLIM64_INFINITY }

/* The limits not named are 0: no core dumps, no queued signals, no priorities to raise. */
static const struct rlimit64 limits[RLIM_NLIMITS] = {
	[RLIMIT_CPU] = UNLIMITED,
	[RLIMIT_FSIZE] = UNLIMITED,
	[RLIMIT_DATA] = UNLIMITED,
	[RLIMIT_STACK] = { STACK_SIZE_MAX, STACK_SIZE_MAX },
	[RLIMIT_RSS] = UNLIMITED,
	[RLIMIT_NPROC] = UNLIMITED,
	[RLIMIT_NOFILE] = { FD_COUNT, FD_COUNT },
	[RLIMIT_MEMLOCK] = UNLIMITED,
	[RLIMIT_AS] = UNLIMITED,
	[RLIMIT_RTTIME] = UNLIMITED,
};

/* Accepts a limit only if it is the present one. */
static int limit_set(unsigned int resource, const struct rlimit64 *new)
{
	if (resource >= RLIM_NLIMITS || new->rlim_cur > new->rlim_max)
		return -EINVAL;
	return memcmp(new, &limits[resource], sizeof(*new)) ? -EPERM : 0;
}

static int limit_get(unsigned int resource, void *user_to)
{
	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	return copy_to_user(user_to, &limits[resource], sizeof(limits[resource]));
}

SYSCALL_DEFINE2(getrlimit, unsigned int, resource, void *, user_old)
{
	return limit_get(resource, user_old);
}

SYSCALL_DEFINE2(setrlimit, unsigned int, resource, const void *, user_new)
{
	struct rlimit64 new;

	return copy_from_user(&new, user_new, sizeof(new)) ? -EFAULT : limit_set(resource, &new);
}

/* tid is 0 or the id of any thread of the process. Both pointers may be NULL. */
SYSCALL_DEFINE4(prlimit64, int, tid, unsigned int, resource, const void *, user_new, void *,
		user_old)
{
	struct rlimit64 new;
	int error = 0;

	if (user_new && copy_from_user(&new, user_new, sizeof(new)))
		return -EFAULT;
	if (tid && !thread_find(tid))
		return -ESRCH;
	if (user_new)
		error = limit_set(resource, &new);
	else if (resource >= RLIM_NLIMITS)
		error = -EINVAL;
	if (error || !user_old)
		return error;
	return limit_get(resource, user_old);
}
