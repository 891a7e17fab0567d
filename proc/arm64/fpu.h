/* FP, SIMD and SVE state in memory. SPDX-License-Identifier: MIT */
#ifndef PROC_FPU_H
#define PROC_FPU_H

/* An area that stands for the state a program starts with. NULL: no memory. */
void *fpu_alloc(void);
void fpu_free(void *area);
/* The CPU's state into any area, and any area's into the CPU. */
void fpu_save(void *area);
void fpu_restore(void *area);

#endif
