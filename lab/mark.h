/*
 * Marks: a write that leaves the guest at each edge of a measurement window. With
 * them a tracer on the host can tell the exits inside a window from all others.
 * They are made only if the command line says mark=1. docs/perf.md explains them,
 * and tools/trapgate/perf_exits.py reads them.
 * SPDX-License-Identifier: MIT
 */
#ifndef LAB_MARK_H
#define LAB_MARK_H

#include "include/compiler.h"

#include <stdbool.h>

/* A mark is the number of its window; this bit is set in the mark that closes the window. */
#define MARK_CLOSE 0x80000000u

/* Finds out whether marks are wanted. Needs mm_init() before. */
void mark_init(void);
/*
 * Marks that a window has opened; that it is about to close. Closing does
 * nothing if none is open.
 */
void mark_open(uint32_t number);
void mark_close(void);

/*
 * Arch: prepares for marks, once, before the first. Returns false if this machine has no
 * place for them.
 */
bool mark_prepare(void);
/* Arch: writes a mark. Under a hypervisor the write leaves the guest; it has no other effect. */
void mark_write(uint32_t value);

#endif
