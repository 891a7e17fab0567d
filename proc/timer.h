/* The clock and the timer interrupt: proc/<arch>/timer.c. SPDX-License-Identifier: MIT */
#ifndef PROC_TIMER_H
#define PROC_TIMER_H

#include <stdint.h>

/*
 * Finds the clocks' frequencies and installs the interrupt, which stays off until
 * timer_arm(). Panics without a timer.
 */
void timer_init(void);
/* Returns the nanoseconds since timer_init(); never less than before. */
uint64_t clock_monotonic_ns(void);
/* Returns the nanoseconds from 1970 to timer_init(), by the machine's clock; 0 if it has none. */
uint64_t clock_boot_epoch_ns(void);
/* Returns the frequency, in Hz, of the counter that user mode reads. */
uint64_t counter_hz(void);
/* Returns who told us that frequency. */
const char *counter_hz_source(void);
/*
 * Asks for one interrupt at deadline_ns (CLOCK_MONOTONIC) or soon after,
 * instead of what was armed before. It is never early by more than 1 us.
 */
void timer_arm(uint64_t deadline_ns);
/* x86_64 alone: returns how the timer is asked for an interrupt. */
const char *timer_kind(void);
/* Lets no interrupt come until the next timer_arm(). */
void timer_disarm(void);

#endif
