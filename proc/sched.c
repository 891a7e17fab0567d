/*
 * The run queue: a ring of the runnable threads without the running one.
 * Threads are taken from the front and added at the back.
 * Next: proc/<arch>/thread.c, proc/time.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "lib/lib.h"
#include "proc/futex.h"
#include "proc/list.h"
#include "proc/sched.h"
#include "proc/timer.h"

#include <arch/cpu.h>

#include <linux/errno.h>

static struct list run_queue = LIST_INIT(run_queue);
/*
 * A thread that has ended. It could not free its own stack, since the CPU was
 * on it: the thread that runs next frees it.
 */
static struct thread *departed;
/* When the current thread's slice began; how long all threads ran before that. */
static uint64_t slice_start_ns, process_ns;

static void reap(void)
{
	if (departed)
		thread_destroy(departed);
	departed = NULL;
}

/* Adds the slice of t, which ends, to the accounts. */
static void charge(struct thread *t)
{
	uint64_t now = clock_monotonic_ns();

	t->cpu_ns += now - slice_start_ns;
	process_ns += now - slice_start_ns;
	slice_start_ns = now;
}

uint64_t sched_thread_ns(const struct thread *t)
{
	return t->cpu_ns + (t == current_thread() ? clock_monotonic_ns() - slice_start_ns : 0);
}

uint64_t sched_process_ns(void)
{
	return process_ns + clock_monotonic_ns() - slice_start_ns;
}

/*
 * Returns the next thread to run. If there is none, an interrupt must make one
 * runnable. If none ever will, the workload waits for itself and hangs here, as
 * on any kernel.
 */
static struct thread *pick(void)
{
	struct thread *t;

	if (list_empty(&run_queue)) {
		do
			cpu_idle();
		while (list_empty(&run_queue));
		slice_start_ns = clock_monotonic_ns(); /* nobody is charged for idle time */
	}
	t = container_of(run_queue.next, struct thread, run);
	list_remove(&t->run);
	return t;
}

void schedule(void)
{
	struct thread *prev = current_thread(), *next;

	if (prev->state == THREAD_RUNNABLE) {
		if (list_empty(&run_queue))
			return;
		list_append(&run_queue, &prev->run);
	}
	charge(prev);
	reap();
	next = pick();
	if (next == prev)
		return;
	if (prev->state == THREAD_DEAD)
		departed = prev;
	arch_thread_switch(prev, next);
	/* A new thread does not come by here: the next call of schedule() reaps for it. */
	reap();
}

void sched_add(struct thread *t)
{
	t->state = THREAD_RUNNABLE;
	list_append(&run_queue, &t->run);
}

__noreturn void sched_start(struct thread *first)
{
	/* No thread runs now, but the switch needs a place for the registers that it saves. */
	static struct thread boot;

	if (arch_thread_init(&boot))
		panic("no memory to start the first thread");
	first->state = THREAD_RUNNABLE;
	slice_start_ns = clock_monotonic_ns();
	arch_thread_switch(&boot, first);
	__builtin_unreachable();
}

__noreturn void sched_exit(void)
{
	current_thread()->state = THREAD_DEAD;
	schedule();
	__builtin_unreachable();
}

/*
 * Takes t off the word that it waits on, if any, and into the run queue.
 * thread_wait() will return result to it.
 */
static void end_wait(struct thread *t, int result)
{
	if (t->futex_key)
		futex_dequeue(t);
	sleep_remove(t);
	t->wait_result = result;
	sched_add(t);
}

void thread_wake(struct thread *t)
{
	if (t->state == THREAD_BLOCKED)
		end_wait(t, 0);
}

void sched_timeout(struct thread *t)
{
	end_wait(t, -ETIMEDOUT);
}

int thread_wait(uint64_t deadline_ns)
{
	struct thread *t = current_thread();

	t->state = THREAD_BLOCKED;
	if (deadline_ns)
		sleep_add(t, deadline_ns);
	schedule();
	return t->wait_result;
}

SYSCALL_DEFINE0(sched_yield)
{
	schedule();
	return 0;
}
