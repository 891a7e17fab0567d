/* TAP by printf, for programs of one file. SPDX-License-Identifier: MIT */
#ifndef LIBC_TAP_H
#define LIBC_TAP_H

#include <stdio.h>

static int tap_count, tap_failed;

/* One assertion: its text is the condition itself. Not for two threads at once. */
#define ok(condition)                                                                              \
	do {                                                                                       \
		int good = !!(condition);                                                          \
		tap_failed += !good;                                                               \
		printf("%sok %d - %s\n", good ? "" : "not ", ++tap_count, #condition);             \
	} while (0)

/* The plan; the program's exit status. */
static inline int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed || !tap_count;
}

#endif
