/*
 * From an exception to its consequence: entry/trap.c, called by each
 * architecture's decoder. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_TRAP_H
#define ENTRY_TRAP_H

#include <stdbool.h>

#include <arch/frame.h>

/*
 * A page fault at addr, access one of MM_FAULT_. From user mode or a user copy:
 * populates the page, or kills with SIGSEGV/SIGBUS, or resumes the copy at its
 * fix-up. From the kernel itself: panic.
 */
void trap_page_fault(struct pt_regs *regs, uintptr_t addr, int access, const char *name);

/* Any other exception: user mode is killed with `sig`, the kernel panics or takes its fix-up. */
void trap_fault(struct pt_regs *regs, int sig, const char *name, uintptr_t addr);

/* After an interrupt that left user mode: let others run if time_interrupt() said so. */
void trap_yield(void);

/*
 * entry/counter.c: a read at `ip` of a counter that user mode may read has trapped.
 * Whether to let user mode try it again; false: it has been tried often enough.
 */
bool counter_retry(uintptr_t ip);
/* How many such reads have trapped since boot. */
unsigned long counter_traps(void);

/* Notes an interrupt that nobody asked for, or a spurious one: it took time from whatever was running. */
void trap_stray(void);
/* How many were taken since boot. */
unsigned long trap_strays(void);
/* Arch: raises one at this CPU. */
void trap_stray_raise(void);

/* The control call by the second gate (int $0x81, brk #0x511); the result goes into regs. */
void trap_gate(struct pt_regs *regs);

#endif
