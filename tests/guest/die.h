/* Ways for a program to die, by name. SPDX-License-Identifier: MIT */
#ifndef GUEST_DIE_H
#define GUEST_DIE_H

#include "user/user.h"

struct way {
	const char *name;
	void (*die)(uintptr_t argument);
};

/* Of this architecture alone: <arch>/die.c. Ends with a NULL name. */
extern const struct way arch_ways[];
/* <arch>/die.c: whether the processor is one that the word names; the program ends where there is no such word. */
bool arch_condition(const char *word);
/* <arch>/die.S: code that returns at once, position-independent. */
extern const char return_code[], return_code_end[];

#endif
