/*
 * The kernel's library: strings, formatting, the log, the end.
 * SPDX-License-Identifier: MIT
 */
#ifndef LIB_LIB_H
#define LIB_LIB_H

#include "include/compiler.h"

#include <stdarg.h>
#include <stdbool.h>

/* As in C. */
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

/* If *text begins with the word: moves it past that. */
bool text_skip(const char **text, const char *word);
/* Reads digits of base 10 or 16 and moves past them; false if there are none, or more than 64 bits hold. */
bool text_number(const char **text, unsigned int base, uint64_t *value);

/* As snprintf: %d %i %u %x %X %p %s %c %% with flags 0 - #, width, precision, l ll z. No floats. */
int format(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vformat(char *buf, size_t size, const char *fmt, va_list ap);

/* One line of the kernel's log (no newline needed at its end). */
void klog(const char *fmt, ...) __printf(1, 2);

/* Sends the end record "how number TOKEN" (CONSOLE_END), then turns the machine off; never returns. */
__noreturn void run_end(const char *how, int number);

/* Prints the sentence, ends the run as a kernel failure; never returns. */
__noreturn void panic(const char *fmt, ...) __printf(1, 2);

#endif
