/* Reads of counters that trap (entry/x86_64/counter.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_COUNTER_H
#define ARCH_COUNTER_H

#include <stdbool.h>

#include <arch/frame.h>

/* An exception: whether it was RDPMC of the counter that user mode may read, which is to go on. */
bool counter_trapped(struct pt_regs *regs, unsigned int vector);

#endif
