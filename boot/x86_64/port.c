/*
 * Chooses the console's serial port: by console= on the command line, else by ACPI's SPCR
 * table, else COM1. docs/x86_64.md says what console= takes. Next: lib/x86_64/uart.c.
 * tests/unit/port.c covers it. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/port.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/screen.h>

#define COM1 0x3f8
#define BAUD_FASTEST 115200
#define BAUD_SLOWEST 50

static const struct {
	const char *name;
	uint16_t base;
} names[] = {
	{ "com1", COM1 },  { "com2", 0x2f8 },  { "com3", 0x3e8 },  { "com4", 0x2e8 },
	{ "ttyS0", COM1 }, { "ttyS1", 0x2f8 }, { "ttyS2", 0x3e8 }, { "ttyS3", 0x2e8 },
};

static bool read_address(const char **text, uint64_t *value)
{
	return text_skip(text, "0x") && text_number(text, 16, value);
}

/* Reads a port's name or address. */
static bool read_place(const char **text, struct uart_port *port)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_skip(text, names[i].name)) {
			port->base = names[i].base;
			return true;
		}
	port->memory = true;
	port->baud = 0; /* its clock is not known: firmware's divisor stays */
	if (text_skip(text, "mmio32:")) {
		port->stride = 4;
		return read_address(text, &port->base) && port->base % 4 == 0;
	}
	if (text_skip(text, "mmio:"))
		return read_address(text, &port->base);
	port->memory = false;
	port->baud = BAUD_FASTEST;
	return read_address(text, &port->base) && port->base <= UART_PORT_MAX;
}

/* Reads nothing, or a comma and a speed that divides 115,200. As on Linux, "n8" may follow. */
static bool read_baud(const char **text, uint32_t *baud)
{
	uint64_t value;

	if (!text_skip(text, ","))
		return true;
	if (!text_number(text, 10, &value) || value < BAUD_SLOWEST || value > BAUD_FASTEST ||
	    BAUD_FASTEST % value)
		return false;
	*baud = (uint32_t)value;
	text_skip(text, "n8");
	return true;
}

enum console_place port_parse(const char *text, struct uart_port *port)
{
	*port = (struct uart_port){ .stride = 1, .baud = BAUD_FASTEST };
	if (!strcmp(text, "screen"))
		return PLACE_SCREEN;
	if (!strcmp(text, "none"))
		return PLACE_NONE;
	if (!read_place(&text, port) || !read_baud(&text, &port->baud) || *text)
		return PLACE_BAD;
	return PLACE_PORT;
}

static const struct uart_port com1 = { .base = COM1, .stride = 1, .baud = BAUD_FASTEST };

const char *uart_init(void)
{
	static char sentence[192];
	char text[64];
	struct uart_port port;

	if (!cmdline_get("console", text, sizeof(text))) {
		uart_open(spcr_read(&port) ? &port : &com1);
		return NULL;
	}
	switch (port_parse(text, &port)) {
	case PLACE_PORT:
		uart_open(&port);
		return NULL;
	case PLACE_NONE:
		screen_close();
		return NULL;
	case PLACE_SCREEN:
		return NULL;
	case PLACE_BAD:
		break;
	}
	uart_open(&com1);
	format(sentence, sizeof(sentence),
	       "console=%s: expected com1 to com4, a port such as 0x2f8, mmio:0xADDRESS or "
	       "mmio32:0xADDRESS, with or without ,BAUD; or screen, or none", text);
	return sentence;
}
