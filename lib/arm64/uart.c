/*
 * PL011, polled (Arm PrimeCell UART, DDI 0183, chapter 3). console= says where
 * it is (docs/arm64.md), else the device tree. SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/layout.h>
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

/*
 * A read takes at least a tenth of a microsecond: so many give a FIFO time to
 * empty at any usual speed.
 */
#define POLLS_MAX 1000000

/* NULL: there is no PL011, and the machine is silent. */
static char *registers;
static phys_addr_t base;

/*
 * Says whether the device is a PL011: its part number, 011H, and the identity
 * that every PrimeCell has (PL011 TRM, table 3-1). It is only asked about a
 * place that the device tree does not vouch for.
 */
static bool is_pl011(void)
{
	static const struct {
		uint16_t offset;
		uint8_t mask, value;
	} identity[] = {
		{ 0xfe0, 0xff, 0x11 }, { 0xfe4, 0x0f, 0x00 },
		{ 0xff0, 0xff, 0x0d }, { 0xff4, 0xff, 0xf0 }, { 0xff8, 0xff, 0x05 }, { 0xffc, 0xff, 0xb1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(identity); i++)
		if ((mmio_read32(registers + identity[i].offset) & identity[i].mask) != identity[i].value)
			return false;
	return true;
}

/* Waits until the flag is clear. Returns false if that takes too long. */
static bool wait_while(uint32_t flag)
{
	for (unsigned int polls = 0; mmio_read32(registers + UART_FR) & flag; polls++) {
		if (polls == POLLS_MAX)
			return false;
		cpu_relax();
	}
	return true;
}

/*
 * Sets 8 bits, no parity, FIFOs, no interrupts. The divisors stay as firmware
 * has set them: it knows the reference clock. A write to LCRH makes them take
 * effect again (3.3.7); it must come after the last character has left.
 */
static void start(bool vouched)
{
	registers = early_map_device(base);
	if ((!vouched && !is_pl011()) || !wait_while(UART_FR_BUSY)) {
		registers = NULL;
		return;
	}
	mmio_write32(registers + UART_CR, 0);
	mmio_write32(registers + UART_IMSC, 0);
	mmio_write32(registers + UART_LCRH, UART_LCRH_8BITS | UART_LCRH_FEN);
	mmio_write32(registers + UART_CR, UART_CR_UARTEN | UART_CR_TXE | UART_CR_RXE);
}

/* Reads "mmio:0xADDRESS", or "none", which leaves base 0. Returns false for anything else. */
static bool console_parse(const char *text)
{
	uint64_t address;

	if (!strcmp(text, "none"))
		return true;
	if (!text_skip(&text, "mmio:0x") || !text_number(&text, 16, &address) || *text ||
	    address % PAGE_SIZE || address >> 48)
		return false;
	base = address;
	return true;
}

static void start_by_device_tree(void)
{
	if (!device_tree_open() || !machine.uart.size)
		return;
	base = machine.uart.base;
	start(true);
}

const char *uart_init(void)
{
	static char sentence[160];
	char text[64];

	if (!cmdline_get("console", text, sizeof(text))) {
		start_by_device_tree();
		return NULL;
	}
	if (console_parse(text)) {
		if (base)
			start(false);
		return NULL;
	}
	/* With a wrong console= there must be a UART all the same: it sends the complaint. */
	start_by_device_tree();
	format(sentence, sizeof(sentence),
	       "console=%s: expected mmio:0xADDRESS, the page of a PL011's registers, or none", text);
	return sentence;
}

bool uart_present(void)
{
	return registers;
}

const char *uart_name(void)
{
	static char name[64];

	if (!base)
		return "no serial port is wanted, or the device tree has none";
	format(name, sizeof(name), "%s at memory %#lx", registers ? "UART" : "no PL011 answers",
	       (unsigned long)base);
	return name;
}

/*
 * Waits until the FIFO has room. If it has emptied once, it will empty again.
 * How long that takes may depend on a hypervisor whose reader is busy, so no
 * limit would be right. A FIFO that never empties is stuck.
 */
static bool wait_for_room(void)
{
	static bool proven;

	if (!(mmio_read32(registers + UART_FR) & UART_FR_TXFF))
		return true;
	while (proven && mmio_read32(registers + UART_FR) & UART_FR_TXFF)
		cpu_relax();
	proven = proven || wait_while(UART_FR_TXFF);
	return proven;
}

/* A UART that is stuck is given up, so that the run goes on and ends. */
void uart_put(unsigned char byte)
{
	if (!registers)
		return;
	if (wait_for_room())
		mmio_write32(registers + UART_DR, byte);
	else
		registers = NULL;
}

void uart_drain(void)
{
	if (registers)
		wait_while(UART_FR_BUSY);
}

int uart_get(void)
{
	if (!registers || mmio_read32(registers + UART_FR) & UART_FR_RXFE)
		return -1;
	return mmio_read32(registers + UART_DR) & 0xff;
}
