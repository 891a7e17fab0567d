/*
 * The console's UART, polled: a 16550A or what is like it (lib/x86_64/uart.c).
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_UART_H
#define ARCH_UART_H

#include <stdbool.h>
#include <stdint.h>

#define UART_PORT_MAX 0xfff8 /* eight registers fit */

/* One place where a UART may be. */
struct uart_port {
	bool memory;	     /* registers in memory, else I/O ports */
	uint64_t base;
	unsigned int stride; /* bytes from one register to the next, and the width of an access */
	uint32_t baud;	     /* 0: what firmware has set */
};

/*
 * Finds the console's port and starts it. Returns NULL, or a sentence that says what is
 * wrong with console= on the command line.
 */
const char *uart_init(void);
/* Starts the UART of that port. Returns false if none answers there; the console is silent then. */
bool uart_open(const struct uart_port *port);
/* Tells whether there is a UART to send to. */
bool uart_present(void);
/* Returns what the console is and where, for the log: "UART at port 0x3f8". */
const char *uart_name(void);
/* Waits until the UART has room, then sends the byte. */
void uart_put(unsigned char byte);
/* Waits until the last byte has left the FIFO: a reset loses what is still in it. */
void uart_drain(void);
/* Returns the next byte received, or -1 if there is none. */
int uart_get(void);

#endif
