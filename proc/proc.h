/*
 * Threads, the one process they belong to, the run queue, time. One CPU;
 * everything runs with interrupts off. SPDX-License-Identifier: MIT
 */
#ifndef PROC_PROC_H
#define PROC_PROC_H

#include "include/compiler.h"
#include "proc/heap.h"

#include <stdbool.h>

#include <arch/frame.h>
#include <arch/thread.h>

enum thread_state { THREAD_RUNNABLE, THREAD_BLOCKED, THREAD_DEAD };

struct list {
	struct list *next, *prev;
};

#define THREAD_NAME_SIZE 16 /* Linux's, the end of the string included */

struct thread_name {
	char text[THREAD_NAME_SIZE];
};

struct thread {
	struct arch_thread arch; /* first: proc/<arch>/switch.S */
	void *kstack;	   /* lowest byte of its kernel stack; pt_regs lie at its top */
	int tid;
	struct thread *tid_next, **tid_link; /* in the table of ids */
	enum thread_state state;
	struct list run;	   /* in the run queue, or among those that wait on the same word */
	struct heap_node sleep; /* its key is when the wait ends, CLOCK_MONOTONIC; 0: no time-out runs */
	uint64_t cpu_ns;   /* how long it ran, up to its last switch */
	void *clear_child_tid;   /* user address, or NULL */
	void *robust_list;	   /* user address, or NULL: proc/robust.c */
	struct thread *vfork_parent; /* waits for its end, or NULL */
	uintptr_t futex_key;	   /* the word it waits on (proc/futex.h); 0: none */
	struct list futex_chain; /* in its bucket, if it is the first to wait there */
	uint32_t futex_bitset;
	uint64_t signals_blocked, signals_pending; /* bit n - 1: signal n */
	struct thread_name name;
	int wait_result; /* why its last wait ended: see thread_wait() */
};

/* Its registers at the last entry from user mode. */
static inline struct pt_regs *thread_regs(const struct thread *t)
{
	return (struct pt_regs *)((uintptr_t)t->kstack + KSTACK_SIZE) - 1;
}

/* <arch/percpu.h>: the thread that this CPU runs. */
#include <arch/percpu.h>

/* Loads the workload, makes its first thread, drops to user mode. */
__noreturn void proc_start(void);

/* Ends the run: the end record, then the machine. status is what the shell sees, 0 to 255. */
__noreturn void proc_exit(int status);
/* The same for a workload that signal `sig` killed; regs and addr go into the report. */
__noreturn void proc_kill(int sig, const char *why, const struct pt_regs *regs, uintptr_t addr);

/* Kernel stacks, with a guard page below, from a cache. NULL: no memory. */
void *kstack_alloc(void);
void kstack_free(void *kstack);

/* Puts the caller aside while it is not THREAD_RUNNABLE, runs the others; idles if there are none. */
void schedule(void);
void thread_wake(struct thread *t);
/*
 * Blocks the caller. 0: thread_wake() ended that; -ETIMEDOUT: where deadline_ns is not 0, that time.
 * A call passes on any other reason as it is: it is its caller's answer.
 */
int thread_wait(uint64_t deadline_ns);

/*
 * proc/time.c. The arch timer's interrupt ends here, with interrupts off:
 * wakes sleepers, counts the tick, arms the next, and says whether the
 * interrupted thread should yield (only asked for where user mode was left).
 */
bool time_interrupt(void);
/* Measurement windows: 0, -EBUSY (one is open), -EINVAL (none is). */
int time_window_open(void);
int time_window_close(void);
uint64_t time_ticks(void);
void time_init(void);

#endif
