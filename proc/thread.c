/* Makes and frees threads. Next: proc/clone.c, proc/exit.c. SPDX-License-Identifier: MIT */
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/list.h"
#include "proc/sched.h"

#include <linux/futex.h>

static struct cache thread_cache = CACHE_INIT(sizeof(struct thread));
static unsigned int living;
/* Threads by id. A list holds one thread or none in practice, as ids are given in order. */
static struct thread *by_tid[1 << 14];

static struct thread **tid_slot(int tid)
{
	return &by_tid[(unsigned int)tid % ARRAY_SIZE(by_tid)];
}

struct thread *thread_find(int tid)
{
	struct thread *t = *tid_slot(tid);

	while (t && (t->tid != tid || t->state == THREAD_DEAD))
		t = t->tid_next;
	return t;
}

/* Looks at each thread. Only kill() needs that, and a program hardly calls it more than once. */
bool thread_all_block(uint64_t signals)
{
	for (size_t i = 0; i < ARRAY_SIZE(by_tid); i++)
		for (const struct thread *t = by_tid[i]; t; t = t->tid_next)
			if (t->state != THREAD_DEAD && (t->signals_blocked & signals) != signals)
				return false;
	return true;
}

/*
 * Gives ids in order. An id comes again only after all others: a program may
 * still hold the id of a thread that ended long ago. An id must fit into a
 * futex word.
 */
static int tid_alloc(void)
{
	static int last;

	do
		last = last < FUTEX_TID_MASK ? last + 1 : 1;
	while (thread_find(last));
	return last;
}

static void tid_link(struct thread *t)
{
	struct thread **slot = tid_slot(t->tid);

	t->tid_next = *slot;
	t->tid_link = slot;
	if (t->tid_next)
		t->tid_next->tid_link = &t->tid_next;
	*slot = t;
}

/* tid_link points at what points at t, so that no list is searched. */
static void tid_unlink(struct thread *t)
{
	*t->tid_link = t->tid_next;
	if (t->tid_next)
		t->tid_next->tid_link = t->tid_link;
}

struct thread *thread_create(void)
{
	struct thread *t = cache_alloc(&thread_cache);

	if (!t)
		return NULL;
	*t = (struct thread){ .kstack = kstack_alloc(), .tid = tid_alloc(), .state = THREAD_BLOCKED };
	list_init(&t->run);
	list_init(&t->futex_chain);
	tid_link(t);
	/* thread_destroy() can take a thread that is only half made. */
	if (!t->kstack || arch_thread_init(t)) {
		thread_destroy(t);
		return NULL;
	}
	living++;
	return t;
}

void thread_name_set(struct thread *t, const char *name)
{
	t->name = (struct thread_name){ 0 };
	memcpy(t->name.text, name, strnlen(name, THREAD_NAME_SIZE - 1));
}

void thread_destroy(struct thread *t)
{
	tid_unlink(t);
	arch_thread_free(t);
	if (t->kstack)
		kstack_free(t->kstack);
	cache_free(&thread_cache, t);
}

unsigned int thread_leave(void)
{
	return --living;
}
