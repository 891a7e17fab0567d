/* FP, SIMD and SVE registers, saved in memory. SPDX-License-Identifier: MIT */
#ifndef PROC_FPU_H
#define PROC_FPU_H

/* Returns an area for the state that a program starts with, or NULL without memory. */
void *fpu_alloc(void);
void fpu_free(void *area);
/* Copy the CPU's state into any area, and any area's state into the CPU. */
void fpu_save(void *area);
void fpu_restore(void *area);

#endif
