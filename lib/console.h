/*
 * The console: frames on the first UART, so that program output, kernel log and
 * end record cannot be mistaken for one another. A frame is 0x01, type, length
 * (16 bits, little endian), then that many bytes. The kernel sends CONSOLE_HELLO
 * before the first frame, so that the host can skip what firmware has printed.
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
#define CONSOLE_SAMPLES 'S'   /* where samples are: lines of "offset address length" in hex */
#define CONSOLE_DATA 'D'      /* the samples, if the host cannot read memory (samples=console) */
#define CONSOLE_PANIC 'P'     /* the kernel's last sentence */
#define CONSOLE_END 'X'	      /* "exit N TOKEN", "signal N TOKEN" or "panic 0 TOKEN" */
#define CONSOLE_FIRST_USER 'U' /* sent right before the first instruction in user mode; empty */

/*
 * Starts the UART that the command line or the firmware names, and says hello.
 * Panics if what the command line asks for cannot be done. Only the first call
 * does anything. A frame sent before it makes that call, so an early panic is
 * seen.
 */
void console_init(void);

/*
 * Sends a frame, or several if length is over CONSOLE_FRAME_MAX. Does not change
 * whether interrupts are on.
 */
void console_frame(char type, const void *data, size_t length);

/*
 * console_ask() asks the host for at most max bytes of standard input. The
 * answer on the wire is a 16-bit little-endian length, 0 at the end of the
 * file, and that many bytes. console_poll() returns its next byte, or -1 if
 * none has arrived yet. console_listens() returns false if there is no UART, so
 * nobody could answer.
 */
_Bool console_listens(void);
void console_ask(size_t max);
int console_poll(void);

#endif
