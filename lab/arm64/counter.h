/* Reads of counters that trap (lab/arm64/counter.c). SPDX-License-Identifier: MIT */
#ifndef LAB_ARM64_COUNTER_H
#define LAB_ARM64_COUNTER_H

#include "include/compiler.h"

#include <arch/frame.h>

/*
 * Results of counter_trapped(): the exception is about something else; the program shall
 * try the instruction again; the read is done, but the PC is still on the instruction.
 */
enum counter_trap { COUNTER_NOT_OURS, COUNTER_RETRY, COUNTER_READ };

/* Handles an exception from EL0 if it is a read of a counter that EL0 may read. esr: ESR_EL1. */
enum counter_trap counter_trapped(struct pt_regs *regs, uint64_t esr);

#endif
