/* Which serial port the console is at. SPDX-License-Identifier: MIT */
#ifndef BOOT_PORT_H
#define BOOT_PORT_H

#include <arch/uart.h>

/* What the console has: a port; no port, all is for the screen; nothing at all. */
enum console_place { PLACE_BAD, PLACE_PORT, PLACE_SCREEN, PLACE_NONE };

/* Takes console='s value apart, into *port if it names one. */
enum console_place port_parse(const char *text, struct uart_port *port);

/* spcr.c: the port that firmware uses; false if it names none that we can drive. */
bool spcr_read(struct uart_port *port);

#endif
