/* Random numbers, not fit for secrets. SPDX-License-Identifier: MIT */
#ifndef PROC_RANDOM_H
#define PROC_RANDOM_H

#include "include/compiler.h"

/* Fills n bytes. With seed= on the command line they are the same in every run. */
void random_bytes(void *to, size_t n);

/*
 * proc/<arch>/random.c: returns a number that differs from boot to boot. It
 * comes from the CPU's random source, if it has one, and from its counter.
 */
uint64_t entropy(void);

#endif
