/* The clock and the timer interrupt: proc/<arch>/timer.c. SPDX-License-Identifier: MIT */
#ifndef PROC_TIMER_H
#define PROC_TIMER_H

#include <stdint.h>

/* Finds the clocks' frequencies, installs the interrupt (masked until timer_arm). Panics without a timer. */
void timer_init(void);
/* Nanoseconds since timer_init(), monotonic. */
uint64_t clock_monotonic_ns(void);
/* Nanoseconds from 1970 to timer_init(), from the machine's clock; 0 if it has none. */
uint64_t clock_boot_epoch_ns(void);
/* Frequency in Hz of the counter that user mode reads. */
uint64_t counter_hz(void);
/* Who says so. */
const char *counter_hz_source(void);
/* One interrupt at or soon after that time (CLOCK_MONOTONIC ns), replacing what was armed; never early by over 1 us. */
void timer_arm(uint64_t deadline_ns);
/* How the timer is asked for an interrupt. */
const char *timer_kind(void);
/* None until the next timer_arm(). */
void timer_disarm(void);

#endif
