/*
 * The actions on exceptions (entry/trap.c). Each architecture's exception.c calls them.
 * SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_TRAP_H
#define ENTRY_TRAP_H

#include <stdbool.h>

#include <arch/frame.h>

/*
 * Handles a page fault at addr; access: one of MM_FAULT_. If user mode or a user copy
 * faulted, makes the page present. If that fails, kills user mode with SIGSEGV or
 * SIGBUS, or lets the copy go on at its fix-up. Panics if the kernel itself faulted.
 */
void trap_page_fault(struct pt_regs *regs, uintptr_t addr, int access, const char *name);

/*
 * Handles any other exception: kills user mode with `sig`; the kernel takes its fix-up
 * or panics.
 */
void trap_fault(struct pt_regs *regs, int sig, const char *name, uintptr_t addr);

/*
 * Lets other threads run. To be called on the way to user mode, if time_interrupt()
 * asked for it.
 */
void trap_yield(void);

/* Counts an unexpected or spurious interrupt: it took time from whatever was running. */
void trap_stray(void);
/* Returns how many of them were taken since boot. */
unsigned long trap_strays(void);
/* Raises an unexpected interrupt at this CPU. Each architecture has its own. */
void trap_stray_raise(void);

/* Makes the control call for the second gate (int $0x81, brk #0x511); the result goes into regs. */
void trap_gate(struct pt_regs *regs);

#endif
