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

/* A thread of the workload. */
struct thread {
	struct arch_thread arch;
	void *kstack;	   /* lowest byte of its kernel stack; pt_regs lie at its top */
	int tid;
	struct thread *tid_next, **tid_link; /* in the table of ids */
	enum thread_state state;
	struct list run;	   /* in the run queue, or among those that wait on the same word */
	struct heap_node sleep; /* key: when its wait ends (CLOCK_MONOTONIC); 0: no time-out */
	uint64_t cpu_ns;   /* how long it ran, up to its last switch */
	void *clear_child_tid;   /* user address, or NULL */
	void *robust_list;	   /* user address, or NULL: proc/robust.c */
	struct thread *vfork_parent; /* the thread that waits for its end, or NULL */
	uintptr_t futex_key;	   /* the word that it waits on (proc/futex.h); 0: none */
	struct list futex_chain; /* in its bucket, if it is the first to wait on its word */
	uint32_t futex_bitset;
	uint64_t signals_blocked, signals_pending; /* bit n - 1: signal n */
	struct thread_name name;
	int wait_result; /* why its last wait ended: see thread_wait() */
};

/* Returns t's user registers, as they were at its last entry from user mode. */
static inline struct pt_regs *thread_regs(const struct thread *t)
{
	return (struct pt_regs *)((uintptr_t)t->kstack + KSTACK_SIZE) - 1;
}

/* <arch/percpu.h> has current_thread(): the thread that this CPU runs. */
#include <arch/percpu.h>

/* Loads the workload, makes its first thread, and goes to user mode. */
__noreturn void proc_start(void);

/*
 * Ends the run: sends the end record, turns the machine off. status is what a
 * shell sees, 0 to 255.
 */
__noreturn void proc_exit(int status);
/* Ends the run because signal `sig` killed the workload; reports regs and addr. */
__noreturn void proc_kill(int sig, const char *why, const struct pt_regs *regs, uintptr_t addr);

/* Kernel stacks with a guard page below. kstack_alloc() returns NULL without memory. */
void *kstack_alloc(void);
void kstack_free(void *kstack);

/*
 * Runs another thread, if one is runnable. The caller goes on when its turn
 * comes, if it is still THREAD_RUNNABLE. Idles until there is a thread to run.
 */
void schedule(void);
/* Ends the wait of t, if t waits. */
void thread_wake(struct thread *t);
/*
 * Blocks the caller until thread_wake(), which makes it return 0, or until
 * deadline_ns, which makes it return -ETIMEDOUT; a deadline of 0 is none. Any
 * other value is the reason why the wait ended; return it to user mode
 * unchanged.
 */
int thread_wait(uint64_t deadline_ns);

/*
 * proc/time.c. The arch timer's interrupt calls it, with interrupts off. It wakes
 * sleepers, counts the interrupt and arms the next one. It returns whether the
 * interrupted thread should yield.
 */
bool time_interrupt(void);
/*
 * Open and close a measurement window, in which no tick comes. Return 0, -EBUSY
 * if one is open already, or -EINVAL if none is.
 */
int time_window_open(void);
int time_window_close(void);
/* Returns how many timer interrupts there were. */
uint64_t time_ticks(void);
void time_init(void);

#endif
