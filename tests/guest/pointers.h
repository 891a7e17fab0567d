/* Calls that read or write an object of the program's. SPDX-License-Identifier: MIT */
#ifndef GUEST_POINTERS_H
#define GUEST_POINTERS_H

#include <stddef.h>

#define PTR (-1000L) /* stands for the object's address */
#define FD (-1001L)  /* for a file's descriptor */
#define OWN (-1002L) /* for memory that there is */

enum direction { IN, OUT };

struct pointer_row {
	const char *name;
	enum direction direction;
	size_t size, align; /* of the object */
	long nr, arg[6];
};

/* tests/guest/<arch>/pointers.c: those of one architecture. */
extern const struct pointer_row arch_rows[];
extern const size_t arch_row_count;

#endif
