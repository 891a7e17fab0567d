/* Random numbers, not fit for secrets. SPDX-License-Identifier: MIT */
#ifndef PROC_RANDOM_H
#define PROC_RANDOM_H

#include "include/compiler.h"

void random_bytes(void *to, size_t n);

/*
 * proc/<arch>/random.c: a number that differs from boot to boot, from the CPU's
 * random source if it has one, and from its counter.
 */
uint64_t entropy(void);

#endif
