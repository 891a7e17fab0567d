/* The choice of the console's serial port. SPDX-License-Identifier: MIT */
#ifndef BOOT_PORT_H
#define BOOT_PORT_H

#include <arch/uart.h>

/* The kinds of console=: a wrong value; a port; no port, only the screen; no console at all. */
enum console_place { PLACE_BAD, PLACE_PORT, PLACE_SCREEN, PLACE_NONE };

/* Reads the value of console=. Fills *port if the value names a port. */
enum console_place port_parse(const char *text, struct uart_port *port);

/*
 * Reads which port firmware uses (spcr.c). False: it names none, or none that the
 * kernel can drive.
 */
bool spcr_read(struct uart_port *port);

#endif
