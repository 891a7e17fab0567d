/* Reads of counters that trap (entry/arm64/counter.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_COUNTER_H
#define ARCH_COUNTER_H

#include "include/compiler.h"

#include <arch/frame.h>

/* The exception is another's; the instruction is to be tried again; it is done, the PC left. */
enum counter_trap { COUNTER_NOT_OURS, COUNTER_RETRY, COUNTER_READ };

/* An exception from EL0, of which ESR_EL1 says this. */
enum counter_trap counter_trapped(struct pt_regs *regs, uint64_t esr);

#endif
