/* PL011, polled (lib/arm64/uart.c). SPDX-License-Identifier: MIT */
#ifndef ARCH_UART_H
#define ARCH_UART_H

void uart_init(void);
/* Waits for room, sends. */
void uart_put(unsigned char byte);
/* Waits until the last byte is on its way: what a reset finds in a FIFO is lost. */
void uart_drain(void);
/* The next byte received, or -1. */
int uart_get(void);

#endif
