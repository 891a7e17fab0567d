/*
 * Makes marks by OUT to ports 0ECH to 0EFH, where a PC has nothing: Linux
 * writes to 0EDH for delays if 80H is taken (io_delay=0xed). QEMU has no device
 * there on q35 and microvm, so the write goes nowhere. KVM intercepts every
 * port: kvm_pio shows the write with its value. Port 80H is not used, since KVM
 * once let it through; nor 0E9H, where QEMU's debug console may be. Some
 * chipsets have A20 and reset at 0EEH and 0EFH, so nothing is written if there
 * is no hypervisor to see it. SPDX-License-Identifier: MIT
 */
#include "lab/mark.h"

#include <arch/cpu.h>

#define MARK_PORT 0xec

bool mark_prepare(void)
{
	return cpu_features.hypervisor;
}

void mark_write(uint32_t value)
{
	outl(MARK_PORT, value);
}
