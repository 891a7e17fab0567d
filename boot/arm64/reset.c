/*
 * Ends the machine by PSCI (DEN 0022, 5.10, 5.11): off, or reset for end=reset on the
 * command line. QEMU's -no-reboot turns the reset into QEMU's exit.
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "boot/boot.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/uart.h>

#define PSCI_SYSTEM_OFF 0x84000008
#define PSCI_SYSTEM_RESET 0x84000009

static void psci_call(uint32_t function)
{
	if (machine.psci == PSCI_HVC)
		hvc(function);
	else if (machine.psci == PSCI_SMC)
		smc(function);
}

/* If firmware does nothing, the CPU can only wait. Interrupts are off. */
void machine_end(void)
{
	char how[8];

	uart_drain();
	if (cmdline_get("end", how, sizeof(how)) && !strcmp(how, "reset"))
		psci_call(PSCI_SYSTEM_RESET);
	psci_call(PSCI_SYSTEM_OFF);
	for (;;)
		__asm__ volatile("wfi");
}
