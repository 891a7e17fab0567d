/*
 * The kernel's library: strings, formatting, the log, the end.
 * SPDX-License-Identifier: MIT
 */
#ifndef LIB_LIB_H
#define LIB_LIB_H

#include "include/compiler.h"

#include <stdarg.h>
#include <stdbool.h>

/* These are as in C. */
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
/* Copies at most size - 1 characters and terminates; returns strlen(from). */
size_t copy_string(char *to, const char *from, size_t size);

/* Moves *text past the word if *text begins with it. Returns whether it does. */
bool text_skip(const char **text, const char *word);
/*
 * Reads a number of base 10 or 16 and moves *text past it. Returns false if there
 * is no digit, or if the number needs more than 64 bits.
 */
bool text_number(const char **text, unsigned int base, uint64_t *value);

/*
 * Like snprintf, for %d %i %u %x %X %p %s %c %% with flags 0 - #, width,
 * precision, l ll z. No floats.
 */
int format(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vformat(char *buf, size_t size, const char *fmt, va_list ap);

/* Writes a line to the kernel's log; the text needs no newline at its end. */
void klog(const char *fmt, ...) __printf(1, 2);

/*
 * Sends the end record "how number TOKEN" (CONSOLE_END), then turns the machine
 * off; never returns.
 */
__noreturn void run_end(const char *how, int number);

/* Prints the sentence and ends the run as a failure of the kernel; never returns. */
__noreturn void panic(const char *fmt, ...) __printf(1, 2);

#endif
