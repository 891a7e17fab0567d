/* PL011, polled (lib/arm64/uart.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_UART_H
#define ARCH_UART_H

#include <stdbool.h>

/*
 * Finds the console's port and starts it. Returns NULL, or a sentence that says what is
 * wrong with console= on the command line.
 */
const char *uart_init(void);
/* Tells whether there is a UART to send to. */
bool uart_present(void);
/* Returns what the console is and where, for the log: "UART at memory 0x9000000". */
const char *uart_name(void);
/* Waits until the UART has room, then sends the byte. */
void uart_put(unsigned char byte);
/* Waits until the last byte has left the FIFO: a reset loses what is still in it. */
void uart_drain(void);
/* Returns the next byte received, or -1 if there is none. */
int uart_get(void);

#endif
