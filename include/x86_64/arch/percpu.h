/*
 * What each CPU has of its own, found through the GS base while in the kernel.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PERCPU_H
#define ARCH_PERCPU_H

#include "include/compiler.h"

struct thread;

struct percpu {
	uintptr_t kernel_sp; /* top of the running thread's kernel stack */
	uintptr_t user_sp;   /* parked between SYSCALL and the first push */
	struct thread *current;
};

extern struct percpu percpu_boot;

static inline struct thread *current_thread(void)
{
	struct thread *t;

	__asm__("movq %%gs:%c1, %0" : "=r"(t) : "i"(offsetof(struct percpu, current)), "m"(percpu_boot));
	return t;
}

/* Makes t current and its kernel stack the one that the next entry uses (per-CPU data and TSS). */
void percpu_set_current(struct thread *t);

#endif
