/* A PC's old interrupt sources. SPDX-License-Identifier: MIT */
#ifndef BOOT_LEGACY_H
#define BOOT_LEGACY_H

#include "include/compiler.h"

#define IOAPIC_BASE 0xfec00000u /* address of a PC's first I/O APIC */
#define IOAPICS_MAX 128

/* The I/O APICs' physical addresses. */
struct ioapics {
	uint32_t address[IOAPICS_MAX];
	unsigned int count;
};

extern struct ioapics ioapics;

/* Fills `ioapics` from ACPI's MADT, or with a PC's first. Before mm_init(), like acpi_table(). */
void ioapics_find(void);

/* Masks and stops all old interrupt sources. After mm_init(). */
void legacy_quieten(void);

/* Masks the entries of the I/O APIC whose registers are mapped at `page`. */
void ioapic_mask(volatile char *page);

#endif
