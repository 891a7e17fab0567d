/* The interrupt controller, and the timer's line into it. SPDX-License-Identifier: MIT */
#ifndef ARCH_GIC_H
#define ARCH_GIC_H

#include "include/compiler.h"

#include <stdbool.h>

/* INTIDs from here on are no interrupts: 1023 says that there is none (IHI 0069, 2.2). */
#define GIC_SPECIAL 1020

/* Finds and starts it; lets this CPU's private interrupt `id` through. Panics if it cannot. */
void gic_init(unsigned int id);
/* Takes the pending interrupt: its INTID. Each below GIC_SPECIAL must be ended. */
unsigned int gic_acknowledge(void);
void gic_end_of_interrupt(unsigned int id);

/* proc/arm64/timer.c: the timer's INTID. */
unsigned int timer_interrupt(void);
/* Whether its time has come; if so it is disarmed, so that its line falls. */
bool timer_fired(void);

#endif
