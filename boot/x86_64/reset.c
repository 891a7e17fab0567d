/*
 * Ends the machine: by a reset for end=reset on the command line, which QEMU's -no-reboot
 * turns into QEMU's exit; otherwise by a halt, so that the screen can be read.
 * SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/uart.h>

#define RESET_CONTROL 0xcf9 /* a port of PC chipsets: full reset */
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_PULSE_RESET 0xfe

/* Causes a triple fault, which resets every PC. With an empty IDT any exception is one. */
static void triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) empty = { 0, 0 };

	__asm__ volatile("lidt %0; int3" ::"m"(empty));
}

void machine_end(void)
{
	char how[8];

	uart_drain();
	if (cmdline_get("end", how, sizeof(how)) && !strcmp(how, "reset")) {
		/*
		 * From the best way to the last resort; each is tried only if the ones
		 * before did nothing.
		 */
		outb(RESET_CONTROL, 0x02);
		outb(RESET_CONTROL, 0x06);
		outb(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
		triple_fault();
	}
	for (;;)
		__asm__ volatile("cli; hlt");
}
