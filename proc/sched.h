/*
 * What the files of proc/ share about threads and time. SPDX-License-Identifier: MIT
 */
#ifndef PROC_SCHED_H
#define PROC_SCHED_H

#include "proc/proc.h"

/* The one process. Its first thread's id is the same. */
#define PROCESS_ID 1

#define NS_PER_S 1000000000ull
/* How long a thread runs while others want to. */
#define TICK_NS 4000000

/* proc/thread.c: a thread that does not run yet, its registers unset. NULL: no memory. */
struct thread *thread_create(void);
void thread_destroy(struct thread *t);
/* Cut to THREAD_NAME_SIZE - 1 bytes; the rest is 0. */
void thread_name_set(struct thread *t, const char *name);
/* The thread of that id, or NULL: one that has ended is none, though its memory may still be here. */
struct thread *thread_find(int tid);
/* Whether there is no thread that lets one of these signals through. */
bool thread_all_block(uint64_t signals);
/* The calling thread is about to end: returns how many others are left. */
unsigned int thread_leave(void);

/* proc/sched.c: goes on in the process's first thread; the caller's stack is left for good. */
__noreturn void sched_start(struct thread *first);
/* Ends the calling thread; its stack and itself are freed once another runs. */
__noreturn void sched_exit(void);
/* Makes a new thread runnable. */
void sched_add(struct thread *t);
/* The time of a waiting thread has come. */
void sched_timeout(struct thread *t);
/* Nanoseconds that t, or all threads together, have run. */
uint64_t sched_thread_ns(const struct thread *t);
uint64_t sched_process_ns(void);

/* proc/time.c: has t's wait end at that time (CLOCK_MONOTONIC), and takes that back where it was asked for. */
void sleep_add(struct thread *t, uint64_t wake_ns);
void sleep_remove(struct thread *t);

#endif
