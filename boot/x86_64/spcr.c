/*
 * Finds the console that firmware uses, by ACPI's SPCR table (Microsoft, "Serial Port
 * Console Redirection Table"; generic addresses: ACPI specification 6.5, 5.2.3.2).
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/acpi.h"
#include "boot/x86_64/port.h"

enum { TYPE_16550 = 0, TYPE_16550_SUBSET = 1, TYPE_16550_GENERIC = 0x12 };
enum { SPACE_MEMORY = 0, SPACE_IO = 1 };

struct spcr {
	struct acpi_header header;
	uint8_t type, reserved[3];
	uint8_t space, bit_width, bit_offset, access_size;
	uint64_t address;
	uint8_t interrupt_type, irq;
	uint32_t gsi;
	uint8_t baud, parity, stop_bits, flow, terminal, reserved2;
	uint8_t pci[16];
} __attribute__((packed));

/* Returns the speed of a code. For 0 and for unknown codes it returns 0: firmware's speed stays. */
static uint32_t baud_of(uint8_t code)
{
	switch (code) {
	case 3:
		return 9600;
	case 4:
		return 19200;
	case 6:
		return 57600;
	case 7:
		return 115200;
	}
	return 0;
}

/*
 * Returns the stride of the registers: 1 or 4 bytes; 0 if the kernel cannot drive them. The
 * access size tells it, or the bit width if there is no access size.
 */
static unsigned int stride_of(const struct spcr *spcr)
{
	if (spcr->access_size == 3 || (!spcr->access_size && spcr->bit_width == 32))
		return 4;
	return spcr->access_size < 2 ? 1 : 0;
}

bool spcr_read(struct uart_port *port)
{
	const struct spcr *spcr = (const void *)acpi_table("SPCR");

	if (!spcr || spcr->header.length < sizeof(*spcr) || !spcr->address)
		return false;
	if (spcr->type != TYPE_16550 && spcr->type != TYPE_16550_SUBSET &&
	    spcr->type != TYPE_16550_GENERIC)
		return false;
	*port = (struct uart_port){ .base = spcr->address, .stride = 1, .baud = baud_of(spcr->baud) };
	if (spcr->space == SPACE_IO)
		return spcr->address <= UART_PORT_MAX;
	port->memory = true;
	port->stride = stride_of(spcr);
	return spcr->space == SPACE_MEMORY && port->stride;
}
