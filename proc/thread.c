/* Threads: their making and their end. Next: proc/clone.c, proc/exit.c. SPDX-License-Identifier: MIT */
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/list.h"
#include "proc/sched.h"

#include <linux/futex.h>

static struct cache thread_cache = CACHE_INIT(sizeof(struct thread));
static unsigned int living;
/* Never given twice: a futex word holds an id, and a program may keep one of a thread long gone. */
static int last_tid;

static int tid_alloc(void)
{
	return last_tid < FUTEX_TID_MASK ? ++last_tid : 0;
}

struct thread *thread_create(void)
{
	struct thread *t = cache_alloc(&thread_cache);

	if (!t)
		return NULL;
	*t = (struct thread){ .kstack = kstack_alloc(), .tid = tid_alloc(), .state = THREAD_BLOCKED };
	list_init(&t->run);
	list_init(&t->futex_chain);
	if (!t->kstack || !t->tid || arch_thread_init(t)) {
		thread_destroy(t);
		return NULL;
	}
	living++;
	return t;
}

void thread_destroy(struct thread *t)
{
	arch_thread_free(t);
	if (t->kstack)
		kstack_free(t->kstack);
	cache_free(&thread_cache, t);
}

unsigned int thread_leave(void)
{
	return --living;
}
