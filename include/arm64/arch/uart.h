/* PL011, polled (lib/arm64/uart.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_UART_H
#define ARCH_UART_H

#include <stdbool.h>

/*
 * Finds the console's port and starts it. NULL, or a sentence about what the command
 * line asks for and nobody can give.
 */
const char *uart_init(void);
/* Whether there is a UART that can be sent to. */
bool uart_present(void);
/* What there is and where, for the log: "UART at memory 0x9000000". */
const char *uart_name(void);
/* Waits for room, sends. */
void uart_put(unsigned char byte);
/* Waits until the last byte is on its way: what a reset finds in a FIFO is lost. */
void uart_drain(void);
/* The next byte received, or -1. */
int uart_get(void);

#endif
