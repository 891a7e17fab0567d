/* The interrupt sources of old. SPDX-License-Identifier: MIT */
#ifndef BOOT_LEGACY_H
#define BOOT_LEGACY_H

#include "include/compiler.h"

#define IOAPIC_BASE 0xfec00000u /* of a PC's first */
#define IOAPICS_MAX 128

/* The I/O APICs' physical addresses. */
struct ioapics {
	uint32_t address[IOAPICS_MAX];
	unsigned int count;
};

extern struct ioapics ioapics;

/* Fills `ioapics`: by ACPI's MADT, or with a PC's first. Before mm_init(), as acpi_table() is. */
void ioapics_find(void);

/* Masks and stops them all; after mm_init(). */
void legacy_quieten(void);

/* Masks the entries of the I/O APIC whose registers are mapped there. */
void ioapic_mask(volatile char *page);

#endif
