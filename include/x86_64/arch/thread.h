/* What a thread has besides its stack. SPDX-License-Identifier: MIT */
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

struct arch_thread {
	uintptr_t sp;	   /* kernel stack pointer while it does not run */
	uint64_t fs_base;  /* TLS */
	uint64_t gs_base;  /* the user's */
	uint16_t ds, es, fs, gs; /* selectors: 0 unless user mode loads them */
	void *fpu;	   /* XSAVE or FXSAVE area, 64-byte aligned */
};

/* Room for vector state, as the CPU starts it. -ENOMEM. */
int arch_thread_init(struct thread *t);
void arch_thread_free(struct thread *t);
/* Copies the caller's vector state and TLS to a new thread. */
void arch_thread_copy(struct thread *to, struct thread *from);
/* The thread pointer of a thread that does not run: clone's CLONE_SETTLS. -EPERM: not a user address. */
int arch_thread_set_tls(struct thread *t, uintptr_t tls);
/* Lets the first switch to t leave to user mode by thread_regs(t), through the full exit. */
void arch_thread_start(struct thread *t);
/* Puts prev aside, goes on in next; returns when prev is switched to again. Vector state is eager. */
void arch_thread_switch(struct thread *prev, struct thread *next);

/* entry/<arch>: leaves to user mode by regs, restoring all of it; for calls that rewrite pt_regs. */
__noreturn void exit_full(struct pt_regs *regs);

#endif
