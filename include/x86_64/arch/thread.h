/* The part of a thread that only this architecture has. SPDX-License-Identifier: MIT */
#ifndef ARCH_THREAD_H
#define ARCH_THREAD_H

#include "include/compiler.h"

#include <arch/frame.h>
#include <arch/layout.h>

/* clone()'s arguments: the order of the last two differs by architecture. */
#define CLONE_ARG_FLAGS(regs) REGS_ARG0(regs)
#define CLONE_ARG_STACK(regs) REGS_ARG1(regs)
#define CLONE_ARG_PARENT_TID(regs) REGS_ARG2(regs)
#define CLONE_ARG_CHILD_TID(regs) REGS_ARG3(regs)
#define CLONE_ARG_TLS(regs) REGS_ARG4(regs)

struct thread;

/* The state of one thread that is kept here while the thread does not run. */
struct arch_thread {
	uintptr_t sp;	   /* kernel stack pointer */
	uint64_t fs_base;  /* TLS */
	uint64_t gs_base;  /* the user's */
	uint16_t ds, es, fs, gs; /* selectors: 0 unless user mode loads them */
	void *fpu;	   /* XSAVE or FXSAVE area, 64-byte aligned */
};

/* Allocates the vector state, with the values that a CPU starts with. 0, or -ENOMEM. */
int arch_thread_init(struct thread *t);
/* Frees what arch_thread_init() allocated. */
void arch_thread_free(struct thread *t);
/* Copies the caller's vector state and TLS to a new thread. */
void arch_thread_copy(struct thread *to, struct thread *from);
/*
 * Sets the thread pointer of a thread that does not run, for CLONE_SETTLS. -EPERM: not
 * a user address.
 */
int arch_thread_set_tls(struct thread *t, uintptr_t tls);
/* Makes the first switch to t go to user mode with thread_regs(t), through the full exit. */
void arch_thread_start(struct thread *t);
/*
 * Switches from prev to next, vector state included. Returns when another switch goes
 * back to prev.
 */
void arch_thread_switch(struct thread *prev, struct thread *next);

/* Goes to user mode with all of regs restored, for calls that rewrite pt_regs (entry/<arch>/). */
__noreturn void exit_full(struct pt_regs *regs);

#endif
