/* The interrupt sources of old. SPDX-License-Identifier: MIT */
#ifndef BOOT_LEGACY_H
#define BOOT_LEGACY_H

/* Masks and stops them all; after mm_init(). */
void legacy_quieten(void);

/* Masks the entries of the I/O APIC whose registers are mapped there. */
void ioapic_mask(volatile char *page);

#endif
