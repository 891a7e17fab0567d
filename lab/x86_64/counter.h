/* Reads of counters that trap (lab/x86_64/counter.c). SPDX-License-Identifier: MIT */
#ifndef LAB_X86_64_COUNTER_H
#define LAB_X86_64_COUNTER_H

#include <stdbool.h>

#include <arch/frame.h>

/* Handles an exception if it is an RDPMC that user mode may make: true, and the program goes on. */
bool counter_trapped(struct pt_regs *regs, unsigned int vector);

#endif
