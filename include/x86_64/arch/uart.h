/* The console's UART, polled: a 16550A or what is like it (lib/x86_64/uart.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_UART_H
#define ARCH_UART_H

#include <stdbool.h>
#include <stdint.h>

#define UART_PORT_MAX 0xfff8 /* eight registers fit */

struct uart_port {
	bool memory;	     /* registers in memory, else I/O ports */
	uint64_t base;
	unsigned int stride; /* bytes from one register to the next, and the width of an access */
	uint32_t baud;	     /* 0: what firmware has set */
};

/*
 * Finds the console's port and starts it. NULL, or a sentence about what the command
 * line asks for and nobody can give.
 */
const char *uart_init(void);
/* Starts that port; false, and silence, if no UART answers there. */
bool uart_open(const struct uart_port *port);
/* Whether there is a UART that can be sent to. */
bool uart_present(void);
/* What there is and where, for the log: "UART at port 0x3f8". */
const char *uart_name(void);
/* Waits for room, sends. */
void uart_put(unsigned char byte);
/* Waits until the last byte is on its way: what a reset finds in a FIFO is lost. */
void uart_drain(void);
/* The next byte received, or -1. */
int uart_get(void);

#endif
