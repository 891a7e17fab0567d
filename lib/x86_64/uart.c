/*
 * COM1: a 16550A, polled, 115200 8N1 with FIFOs (NS16550AF data sheet, tables 2
 * and 3). SPDX-License-Identifier: MIT
 */
#include <arch/cpu.h>
#include <arch/uart.h>

#define COM1 0x3f8
#define UART_DATA (COM1 + 0)
#define UART_DIVISOR_LOW (COM1 + 0)  /* while LCR_DIVISOR is set */
#define UART_DIVISOR_HIGH (COM1 + 1)
#define UART_INTERRUPT_ENABLE (COM1 + 1)
#define UART_INTERRUPT_ID (COM1 + 2) /* read */
#define UART_FIFO_CONTROL (COM1 + 2) /* write */
#define UART_LINE_CONTROL (COM1 + 3)
#define UART_MODEM_CONTROL (COM1 + 4)
#define UART_LINE_STATUS (COM1 + 5)

#define DIVISOR_115200 1
#define FIFO_ON_CLEAR 0x07
#define FIFO_TRIGGER_14 0xc0
#define IIR_FIFO 0xc0 /* both bits: FIFOs that work; a 16450 or a 16550 has none */
#define LCR_8N1 0x03
#define LCR_DIVISOR 0x80
#define MCR_DTR_RTS 0x03
#define LSR_DATA 0x01
#define LSR_TRANSMIT_EMPTY 0x20 /* the whole FIFO is */
#define LSR_IDLE 0x40 /* the shift register is empty, too */
#define FIFO_DEPTH 16

/* Bytes that may follow before the status is read again: half the port accesses, each an exit in a VM. */
static unsigned int room, depth;

void uart_init(void)
{
	outb(UART_INTERRUPT_ENABLE, 0);
	outb(UART_LINE_CONTROL, LCR_DIVISOR);
	outb(UART_DIVISOR_LOW, DIVISOR_115200);
	outb(UART_DIVISOR_HIGH, 0);
	outb(UART_LINE_CONTROL, LCR_8N1);
	outb(UART_FIFO_CONTROL, FIFO_ON_CLEAR | FIFO_TRIGGER_14);
	outb(UART_MODEM_CONTROL, MCR_DTR_RTS);
	depth = (inb(UART_INTERRUPT_ID) & IIR_FIFO) == IIR_FIFO ? FIFO_DEPTH : 1;
	room = 0;
}

/* Where no UART answers, ports read as all ones: there is always room, and the bytes go nowhere. */
void uart_put(unsigned char byte)
{
	if (!room) {
		while (!(inb(UART_LINE_STATUS) & LSR_TRANSMIT_EMPTY))
			cpu_relax();
		room = depth;
	}
	room--;
	outb(UART_DATA, byte);
}

void uart_drain(void)
{
	while (!(inb(UART_LINE_STATUS) & LSR_IDLE))
		cpu_relax();
}

int uart_get(void)
{
	uint8_t status = inb(UART_LINE_STATUS);

	if (status == 0xff || !(status & LSR_DATA))
		return -1;
	return inb(UART_DATA);
}
