/*
 * PL011, polled (Arm PrimeCell UART, DDI 0183, chapter 3). Where it is, the
 * device tree says. SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"

#include <arch/cpu.h>
#include <arch/uart.h>

#define UART_DR 0x00
#define UART_FR 0x18
#define UART_LCRH 0x2c
#define UART_CR 0x30
#define UART_IMSC 0x38

#define UART_FR_BUSY (1u << 3)
#define UART_FR_RXFE (1u << 4)
#define UART_FR_TXFF (1u << 5)
#define UART_LCRH_FEN (1u << 4)
#define UART_LCRH_8BITS (3 << 5)
#define UART_CR_UARTEN (1u << 0)
#define UART_CR_TXE (1u << 8)
#define UART_CR_RXE (1u << 9)

/* NULL: a machine without PL011 is silent. */
static char *registers;

/*
 * 8 bits, no parity, FIFOs, no interrupts. The divisors stay the firmware's, who
 * knows the reference clock; a write to LCRH, once the last character has left,
 * makes them count again (3.3.7).
 */
void uart_init(void)
{
	if (!device_tree_open() || !machine.uart.size)
		return;
	registers = early_map_device(machine.uart.base);
	while (mmio_read32(registers + UART_FR) & UART_FR_BUSY)
		cpu_relax();
	mmio_write32(registers + UART_CR, 0);
	mmio_write32(registers + UART_IMSC, 0);
	mmio_write32(registers + UART_LCRH, UART_LCRH_8BITS | UART_LCRH_FEN);
	mmio_write32(registers + UART_CR, UART_CR_UARTEN | UART_CR_TXE | UART_CR_RXE);
}

void uart_put(unsigned char byte)
{
	if (!registers)
		return;
	while (mmio_read32(registers + UART_FR) & UART_FR_TXFF)
		cpu_relax();
	mmio_write32(registers + UART_DR, byte);
}

void uart_drain(void)
{
	while (registers && mmio_read32(registers + UART_FR) & UART_FR_BUSY)
		cpu_relax();
}

int uart_get(void)
{
	if (!registers || mmio_read32(registers + UART_FR) & UART_FR_RXFE)
		return -1;
	return mmio_read32(registers + UART_DR) & 0xff;
}
