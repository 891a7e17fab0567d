/* x87, SSE and AVX registers, saved in memory. SPDX-License-Identifier: MIT */
#ifndef PROC_FPU_H
#define PROC_FPU_H

/* Returns an area that holds the state a program starts with, or NULL without memory. */
void *fpu_alloc(void);
void fpu_free(void *area);
/*
 * fpu_save() copies the CPU's state into the area that was restored last; it
 * may leave out what has not changed since. fpu_restore() copies any area into
 * the CPU.
 */
void fpu_save(void *area);
void fpu_restore(const void *area);
/* Copies the CPU's state into any area, all of it. */
void fpu_copy(void *area);

#endif
