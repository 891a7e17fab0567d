/*
 * What each CPU has of its own, found through TPIDR_EL1. The kernel stack is not
 * in it: SP_EL1 keeps it while user mode runs. SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PERCPU_H
#define ARCH_PERCPU_H

#include "include/compiler.h"

struct thread;

struct percpu {
	struct thread *current;
	uint64_t work; /* WORK_: what an interrupt in kernel mode left to do before user mode goes on */
};

/* The tick asked for another thread's turn. */
#define WORK_YIELD 1

extern struct percpu percpu_boot;

static inline struct percpu *this_cpu(void)
{
	struct percpu *cpu;

	/* Not volatile: TPIDR_EL1 is written once, before any C runs. */
	__asm__("mrs %0, tpidr_el1" : "=r"(cpu));
	return cpu;
}

static inline struct thread *current_thread(void)
{
	return this_cpu()->current;
}

/* Makes t current. */
void percpu_set_current(struct thread *t);

#endif
