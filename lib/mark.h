/*
 * Marks: a write that leaves the guest at each edge of a measurement window, so
 * that a tracer on the host can tell the exits inside from all others. Made where
 * the command line says mark=1, else never. docs/perf.md; read by tools/trapgate/perf_exits.py.
 * SPDX-License-Identifier: MIT
 */
#ifndef LIB_MARK_H
#define LIB_MARK_H

#include "include/compiler.h"

/* What is written: the window's number; with this bit when it closes. */
#define MARK_CLOSE 0x80000000u

/* Looks whether marks are wanted. After mm_init(). */
void mark_init(void);
/* A window has opened; it is about to close (nothing happens if none is open). */
void mark_open(uint32_t number);
void mark_close(void);

#endif
