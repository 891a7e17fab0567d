/*
 * The console: frames on the first UART, so that program output, kernel log and
 * end record cannot be taken for one another. Frame: 0x01, type, length (16 bits,
 * little endian), that many bytes. Before the first frame the kernel sends
 * CONSOLE_HELLO; what firmware printed before it is no frame.
 * SPDX-License-Identifier: MIT
 */
#ifndef LIB_CONSOLE_H
#define LIB_CONSOLE_H

#include "include/compiler.h"

#define CONSOLE_HELLO "\001TRAPGATE1\n"
#define CONSOLE_FRAME_MAX 65535

#define CONSOLE_LOG 'L'	      /* kernel log, one line without newline */
#define CONSOLE_STDOUT 'O'    /* the workload's fd 1 */
#define CONSOLE_STDERR 'E'    /* the workload's fd 2 */
#define CONSOLE_FAULT 'F'     /* report of the fault that killed the workload, for stderr */
#define CONSOLE_READ 'R'      /* asks for at most so many bytes of fd 0 (decimal) */
#define CONSOLE_SAMPLES 'S'   /* announcement: "offset address length" in hex, a line each, physical */
#define CONSOLE_DATA 'D'      /* samples themselves, where the host cannot read memory (samples=console) */
#define CONSOLE_PANIC 'P'     /* the kernel's last sentence */
#define CONSOLE_END 'X'	      /* "exit N TOKEN", "signal N TOKEN" or "panic 0 TOKEN" */
#define CONSOLE_FIRST_USER 'U' /* sent right before the first instruction in user mode; empty */

/*
 * Starts the UART that the command line or firmware names, and says hello. Panics
 * where the command line cannot be met. Only the first call does anything; a panic
 * before it makes it.
 */
void console_init(void);

/* Sends one frame, or several where length is over CONSOLE_FRAME_MAX. Interrupts as they were. */
void console_frame(char type, const void *data, size_t length);

/*
 * Asks the host for at most max bytes of standard input. The answer on the wire
 * is a 16-bit little-endian length, 0 at end of file, and that many bytes.
 * console_poll() gives its next byte, or -1 when none has arrived yet.
 */
/* False: nobody could answer. */
_Bool console_listens(void);
void console_ask(size_t max);
int console_poll(void);

#endif
