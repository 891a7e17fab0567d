/*
 * The data that each CPU has of its own. In the kernel the GS base leads to it.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PERCPU_H
#define ARCH_PERCPU_H

#include "include/compiler.h"

struct thread;

/* One CPU's data. */
struct percpu {
	uintptr_t kernel_sp; /* top of the running thread's kernel stack */
	uintptr_t user_sp;   /* parked between SYSCALL and the first push */
	struct thread *current;
};

extern struct percpu percpu_boot;

/*
 * Returns the thread that runs. The operand "m" tells the compiler that the result changes
 * if percpu_boot does: the asm is not volatile, so it may be left out or moved.
 */
static inline struct thread *current_thread(void)
{
	struct thread *t;

	__asm__("movq %%gs:%c1, %0" : "=r"(t) : "i"(offsetof(struct percpu, current)), "m"(percpu_boot));
	return t;
}

/* Makes t the current thread; the next entry uses its kernel stack (per-CPU data and TSS). */
void percpu_set_current(struct thread *t);

#endif
