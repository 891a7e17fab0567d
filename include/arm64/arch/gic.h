/* The interrupt controller, and the timer's line into it. SPDX-License-Identifier: MIT */
#ifndef ARCH_GIC_H
#define ARCH_GIC_H

#include "include/compiler.h"

#include <stdbool.h>

/* INTIDs from this one on are not interrupts; 1023 says that none is pending (IHI 0069, 2.2). */
#define GIC_SPECIAL 1020

/* Finds the GIC, starts it, and lets this CPU's private interrupt `id` through; else panics. */
void gic_init(unsigned int id);
/* Takes the pending interrupt and returns its INTID. One below GIC_SPECIAL must be ended. */
unsigned int gic_acknowledge(void);
/* Ends an interrupt that was taken, so that the GIC can raise `id` again. */
void gic_end_of_interrupt(unsigned int id);

/* Returns the timer's INTID (proc/arm64/timer.c). */
unsigned int timer_interrupt(void);
/* Tells whether the timer's time has come. If so, disarms the timer, so that its line falls. */
bool timer_fired(void);

#endif
