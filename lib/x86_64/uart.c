/*
 * A 16550A or a UART like it, polled, 8N1 with FIFOs (NS16550AF data sheet,
 * tables 2 and 3), at I/O ports or in memory. boot/x86_64/port.c says which.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/early_map.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/uart.h>

#define UART_DATA 0
#define UART_DIVISOR_LOW 0 /* while LCR_DIVISOR is set */
#define UART_DIVISOR_HIGH 1
#define UART_INTERRUPT_ENABLE 1
#define UART_INTERRUPT_ID 2 /* read */
#define UART_FIFO_CONTROL 2 /* write */
#define UART_LINE_CONTROL 3
#define UART_MODEM_CONTROL 4
#define UART_LINE_STATUS 5
#define UART_SCRATCH 7
#define UART_REGISTERS 8

#define BAUD_OF_DIVISOR_1 115200
/*
 * The receiver's trigger level is one byte. It concerns only interrupts, which
 * are off. But on Bochs LSR_DATA waits for it, too, and the FIFO would overflow
 * in a pause of fs/stdin.c.
 */
#define FIFO_ON_CLEAR 0x07
#define IIR_FIFO 0xc0 /* both bits: the FIFOs work; a 16450 or a 16550 has no such FIFOs */
#define LCR_8N1 0x03
#define LCR_DIVISOR 0x80
#define MCR_DTR_RTS 0x03
#define LSR_DATA 0x01
#define LSR_TRANSMIT_EMPTY 0x20 /* the whole FIFO is empty */
#define LSR_IDLE 0x40 /* and so is the shift register */
#define FIFO_DEPTH 16

/*
 * A read takes about a microsecond: so many take a second, in which the slowest
 * port sends a FIFO.
 */
#define POLLS_MAX 1000000

static struct uart_port port;
static char *registers; /* of a port in memory */
static bool present;
static bool proven; /* the UART was seen to send */

/*
 * room is how many bytes may follow before the status is read again. That
 * halves the port accesses, each of which is an exit in a VM. depth is the
 * FIFO's.
 */
static unsigned int room, depth;

static uint8_t read_register(unsigned int index)
{
	if (!port.memory)
		return inb((uint16_t)(port.base + index));
	if (port.stride == 4)
		return (uint8_t) * (volatile uint32_t *)(registers + 4 * index);
	return *(volatile uint8_t *)(registers + index);
}

static void write_register(unsigned int index, uint8_t value)
{
	if (!port.memory)
		outb((uint16_t)(port.base + index), value);
	else if (port.stride == 4)
		*(volatile uint32_t *)(registers + 4 * index) = value;
	else
		*(volatile uint8_t *)(registers + index) = value;
}

/*
 * Says whether the scratch register keeps a value: only a UART's does. Another
 * register is read in between, since a bus without a device may still show the
 * last value written.
 */
static bool keeps(uint8_t value)
{
	write_register(UART_SCRATCH, value);
	(void)read_register(UART_LINE_STATUS);
	return read_register(UART_SCRATCH) == value;
}

/* Waits until the status has that bit. Returns false if that takes too long. */
static bool wait_for(uint8_t status)
{
	for (unsigned int polls = 0; !(read_register(UART_LINE_STATUS) & status); polls++) {
		if (polls == POLLS_MAX)
			return false;
		cpu_relax();
	}
	return true;
}

static void set_baud(uint32_t baud)
{
	uint32_t divisor = BAUD_OF_DIVISOR_1 / baud;

	write_register(UART_LINE_CONTROL, LCR_DIVISOR);
	write_register(UART_DIVISOR_LOW, divisor & 0xff);
	write_register(UART_DIVISOR_HIGH, (uint8_t)(divisor >> 8));
}

/* Sets the UART up. What firmware has sent must have left before the divisor changes. */
static bool start(void)
{
	if (!keeps(0x55) || !keeps(0xaa) || !wait_for(LSR_IDLE))
		return false;
	write_register(UART_INTERRUPT_ENABLE, 0);
	if (port.baud)
		set_baud(port.baud);
	write_register(UART_LINE_CONTROL, LCR_8N1);
	write_register(UART_FIFO_CONTROL, FIFO_ON_CLEAR);
	write_register(UART_MODEM_CONTROL, MCR_DTR_RTS);
	depth = (read_register(UART_INTERRUPT_ID) & IIR_FIFO) == IIR_FIFO ? FIFO_DEPTH : 1;
	room = 0;
	return true;
}

bool uart_open(const struct uart_port *at)
{
	port = *at;
	proven = false;
	if (port.memory)
		registers = early_map_device(port.base, UART_REGISTERS * port.stride);
	present = (!port.memory || registers) && start();
	return present;
}

bool uart_present(void)
{
	return present;
}

const char *uart_name(void)
{
	static char name[64];

	if (!port.base)
		return "no serial port is wanted";
	format(name, sizeof(name), "%s at %s %#lx", present ? "UART" : "no UART answers",
	       port.memory ? "memory" : "port", (unsigned long)port.base);
	return name;
}

/*
 * Waits until the UART has room. If it has sent once, it will send again. How
 * long that takes may depend on a hypervisor whose reader is busy, so no limit
 * would be right. If it has never sent, it may be no UART, and the wait has a
 * limit.
 */
static bool wait_for_room(void)
{
	if (!proven)
		return wait_for(LSR_TRANSMIT_EMPTY);
	while (!(read_register(UART_LINE_STATUS) & LSR_TRANSMIT_EMPTY))
		cpu_relax();
	return true;
}

/* The UART is proven by the second wait, since by then it has emptied a FIFO. */
void uart_put(unsigned char byte)
{
	static bool sent;

	if (!present)
		return;
	if (!room) {
		present = wait_for_room();
		if (!present)
			return;
		proven = sent;
		room = depth;
	}
	room--;
	write_register(UART_DATA, byte);
	sent = true;
}

void uart_drain(void)
{
	if (present)
		wait_for(LSR_IDLE);
}

int uart_get(void)
{
	uint8_t status = present ? read_register(UART_LINE_STATUS) : 0;

	/* A read gives all ones if there is no device. */
	if (status == 0xff || !(status & LSR_DATA))
		return -1;
	return read_register(UART_DATA);
}
