/*
 * The kernel's command line: "key=value ... [-- workload words ...] token". If a person
 * typed it, there is no token. SPDX-License-Identifier: MIT
 */
#ifndef LIB_CMDLINE_H
#define LIB_CMDLINE_H

#include "include/compiler.h"

#include <stdbool.h>

#define CMDLINE_MAX 2048
#define CMDLINE_TOKEN_LENGTH 16

/* The text, terminated. */
extern char cmdline[CMDLINE_MAX];

/*
 * Copies the loader's text, of at most `max` characters. Returns false, and takes none of
 * it, if it is too long: the last word is the run's token.
 */
bool cmdline_set(const char *text, size_t max);

/*
 * Copies the value of the word "key=value" to buf, cut to `size` - 1 characters: a caller
 * whose buffer is longer than each value that it knows takes no cut one for one of these.
 * Returns false if there is no such word. It does not look at words after a lone "--",
 * which are the workload's, or at the run's token, which is the last word.
 */
bool cmdline_get(const char *key, char *buf, size_t size);

/*
 * Returns the run's token, or zeros: CMDLINE_TOKEN_LENGTH characters, without a terminator
 * to count on.
 */
const char *cmdline_token(void);

/*
 * Copies the workload's word n to buf. Its words are those between "--" and the token.
 * Returns false if there is no word n, or if it does not fit.
 */
bool cmdline_workload_word(unsigned int n, char *buf, size_t size);

#endif
