/*
 * A guest test's results, as TAP on fd 1. A test program calls ok() or is() for
 * each assertion and ends with `return done();`. Where a path is active that
 * cannot dispatch, no result may be given: common/paths.h.
 * SPDX-License-Identifier: MIT
 */
#ifndef GUEST_TAP_H
#define GUEST_TAP_H

#include "user/user.h"

/* One assertion. The name says what is true when it passes. Gives `good` back. */
bool ok(bool good, const char *name, ...) __printf(2, 3);
/* One assertion: two numbers are equal; both are shown where they are not. */
bool is(long got, long want, const char *name, ...) __printf(3, 4);
/* A diagnostic line. */
void note(const char *fmt, ...) __printf(1, 2);
/* An assertion that cannot be made here, and why. */
void skip(const char *why);
/* The plan. The program's exit status: 0 where all passed and there was one at all. */
int done(void);

#endif
