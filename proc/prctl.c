/* prctl(): the name of a thread, which is all there is of it. SPDX-License-Identifier: MIT */
#include "dispatch/dispatch.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/prctl.h>

/* Up to its end, or as much as a name may be long: what lies behind need not be there. */
static int name_set(struct thread *t, const char *user_name)
{
	char name[THREAD_NAME_SIZE] = "";
	size_t wanted = sizeof(name) - 1;
	size_t missing = copy_from_user_partial(name, user_name, wanted);

	if (missing && strnlen(name, wanted) >= wanted - missing)
		return -EFAULT;
	thread_name_set(t, name);
	return 0;
}

SYSCALL_DEFINE2(prctl, int, option, void *, user_name)
{
	struct thread *t = current_thread();

	switch (option) {
	case PR_SET_NAME:
		return name_set(t, user_name);
	case PR_GET_NAME:
		return copy_to_user(user_name, &t->name, sizeof(t->name));
	default:
		return -EINVAL;
	}
}
