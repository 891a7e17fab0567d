/*
 * Threads and time, as the files of proc/ share them.
 * SPDX-License-Identifier: MIT
 */
#ifndef PROC_SCHED_H
#define PROC_SCHED_H

#include "proc/proc.h"

/* The id of the one process, and of its first thread. */
#define PROCESS_ID 1

#define NS_PER_S 1000000000ull
/* How long a thread runs if others want to run, too. */
#define TICK_NS 4000000

/* proc/thread.c: makes a thread that does not run yet and has no registers yet. NULL: no memory. */
struct thread *thread_create(void);
void thread_destroy(struct thread *t);
/* Sets t's name, cut to THREAD_NAME_SIZE - 1 bytes; zeros fill the rest. */
void thread_name_set(struct thread *t, const char *name);
/*
 * Returns the thread of that id, or NULL. A thread that has ended is not found,
 * even if its memory is still here.
 */
struct thread *thread_find(int tid);
/* Says whether every thread blocks all of these signals. */
bool thread_all_block(uint64_t signals);
/* Says that the calling thread is about to end. Returns how many others are left. */
unsigned int thread_leave(void);

/* proc/sched.c: goes on in the process's first thread. The caller's stack is never used again. */
__noreturn void sched_start(struct thread *first);
/* Ends the calling thread. Its memory is freed once another thread runs. */
__noreturn void sched_exit(void);
/* Makes a new thread runnable. */
void sched_add(struct thread *t);
/* Ends t's wait because its time has come. */
void sched_timeout(struct thread *t);
/* Return for how many nanoseconds t has run; all threads together. */
uint64_t sched_thread_ns(const struct thread *t);
uint64_t sched_process_ns(void);

/*
 * proc/time.c: sleep_add() lets t's wait end at that time (CLOCK_MONOTONIC).
 * sleep_remove() takes that back, if it was asked for.
 */
void sleep_add(struct thread *t, uint64_t wake_ns);
void sleep_remove(struct thread *t);

#endif
