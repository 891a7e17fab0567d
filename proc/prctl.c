/*
 * prctl(): names a thread, and switches large pages off for the process.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/prctl.h>

/* One byte less is read than fits, so the name always has its end. */
static int name_set(struct thread *t, const char *user_name)
{
	char name[THREAD_NAME_SIZE] = "";

	if (copy_string_from_user(name, user_name, sizeof(name) - 1) < 0)
		return -EFAULT;
	thread_name_set(t, name);
	return 0;
}

/* As on Linux the arguments without a meaning must be zero. */
static int thp_disable(unsigned long off, bool others)
{
	if (others)
		return -EINVAL;
	mm_small_pages_only = off;
	return 0;
}

SYSCALL_DEFINE5(prctl, int, option, unsigned long, arg2, unsigned long, arg3, unsigned long, arg4,
		unsigned long, arg5)
{
	struct thread *t = current_thread();

	switch (option) {
	case PR_SET_NAME:
		return name_set(t, (const char *)arg2);
	case PR_GET_NAME:
		return copy_to_user((void *)arg2, &t->name, sizeof(t->name));
	case PR_SET_THP_DISABLE:
		return thp_disable(arg2, arg3 | arg4 | arg5);
	case PR_GET_THP_DISABLE:
		return arg2 | arg3 | arg4 | arg5 ? -EINVAL : mm_small_pages_only;
	default:
		return -EINVAL;
	}
}
