/*
 * What a first process of Linux's hands over by the console, a tty that the
 * kernel writes to as well and that turns LF into CR LF: lines that stand for
 * themselves, read by tools/trapgate/linux_console.py:
 *
 *	~H 0 <base64> <crc>	first: the program runs
 *	~D N <base64> <crc>	N from 1 on: LINE_BYTES of the data, or fewer
 *	~E N <base64> <crc>	last: the size of all data, in decimal
 *
 * The crc is crc32() of all before the blank that precedes it, as eight hex
 * digits. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_LINES_H
#define BENCH_LINES_H

#include "include/compiler.h"

#include <stddef.h>

/* Before any data. */
void lines_begin(void);
void lines_data(const void *data, size_t size);
/* After all data. Whatever goes wrong in these three ends the program with a sentence. */
void lines_end(void);
/* Ends the machine once the tty has sent all: a first process that just exits is a panic. */
__noreturn void lines_restart(void);

#endif
