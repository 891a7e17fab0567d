/*
 * Marks by OUT to ports 0ECH to 0EFH, where a PC has nothing: Linux writes to 0EDH
 * for delays where 80H is taken (io_delay=0xed). QEMU has no device there on q35
 * and microvm, so the write goes nowhere, and KVM intercepts every port: kvm_pio
 * shows it with its value. Not 80H, which KVM once let through, nor 0E9H, where
 * QEMU's debug console may be. Some chipsets have A20 and reset at 0EEH and 0EFH:
 * nothing is written where there is no hypervisor to see it. SPDX-License-Identifier: MIT
 */
#include <arch/cpu.h>
#include <arch/mark.h>

#define MARK_PORT 0xec

bool mark_prepare(void)
{
	return cpu_features.hypervisor;
}

void mark_write(uint32_t value)
{
	outl(MARK_PORT, value);
}
