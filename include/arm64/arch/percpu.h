/*
 * The data that each CPU has of its own, found through TPIDR_EL1. The kernel stack
 * pointer is not part of it: SP_EL1 keeps that while user mode runs.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PERCPU_H
#define ARCH_PERCPU_H

#include "include/compiler.h"

struct thread;

/* One CPU's data. */
struct percpu {
	struct thread *current;
	uint64_t work; /* WORK_ bits, left by interrupts in kernel mode for the way to user mode */
};

/* A tick wants another thread to run. */
#define WORK_YIELD 1

extern struct percpu percpu_boot;

/* Returns this CPU's data. */
static inline struct percpu *this_cpu(void)
{
	struct percpu *cpu;

	/* Not volatile: TPIDR_EL1 is written once, before any C runs. */
	__asm__("mrs %0, tpidr_el1" : "=r"(cpu));
	return cpu;
}

/* Returns the thread that runs. */
static inline struct thread *current_thread(void)
{
	return this_cpu()->current;
}

/* Makes t the current thread, and drops a yield that was asked for: it has just been made. */
void percpu_set_current(struct thread *t);

#endif
