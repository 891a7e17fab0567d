/* Starts and joins threads. Next: user/<arch>/thread.S. SPDX-License-Identifier: MIT */
#include "user/user.h"

#include <asm/errno.h>
#include <linux/futex.h>

long thread_start(struct user_thread *thread, void *stack_top, void (*fn)(void *), void *arg)
{
	return thread_clone(THREAD_FLAGS, stack_top, &thread->word, NULL, fn, arg);
}

/* The wait is a shared one, since the kernel's wake at a thread's end is: the two must meet. */
long thread_join(struct user_thread *thread)
{
	uint32_t tid;

	while ((tid = READ_ONCE(thread->word)) != 0) {
		long result = stub_futex(&thread->word, FUTEX_WAIT, (long)tid, NULL, NULL, 0);

		if (IS_ERROR(result) && result != -EAGAIN && result != -EINTR)
			return result;
	}
	return 0;
}
