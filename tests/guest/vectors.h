/* Marks in vector registers and their control word. SPDX-License-Identifier: MIT */
#ifndef GUEST_VECTORS_H
#define GUEST_VECTORS_H

#include <stdint.h>

/* tests/guest/<arch>/vectors.c: the registers that no code here uses hold the mark, all of their bits. */
void vectors_mark(uint64_t mark);
/* The first of their words that does not hold it, or the mark. */
uint64_t vectors_marked(uint64_t mark);
/* Another rounding, of two; and which it is. */
void rounding_set(unsigned int which);
unsigned int rounding_get(void);

#endif
