/* ACPI's tables, as far as the kernel needs them. SPDX-License-Identifier: MIT */
#ifndef BOOT_ACPI_H
#define BOOT_ACPI_H

#include "include/compiler.h"

struct acpi_header {
	char signature[4];
	uint32_t length; /* of the whole table */
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

/*
 * Returns the first table of that signature, whole and with a good checksum; NULL if
 * there is none. Before mm_init() only, and only what boot_info.early_map reaches.
 */
const struct acpi_header *acpi_table(const char *signature);

#endif
