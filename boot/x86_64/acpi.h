/* The part of ACPI's tables that the kernel needs. SPDX-License-Identifier: MIT */
#ifndef BOOT_ACPI_H
#define BOOT_ACPI_H

#include "include/compiler.h"

/* The header that each table begins with. */
struct acpi_header {
	char signature[4];
	uint32_t length; /* of the whole table */
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

/*
 * Returns the first table of that signature that is whole and has a good checksum; NULL
 * if there is none. Works only before mm_init(), and finds only what
 * boot_info.early_map reaches.
 */
const struct acpi_header *acpi_table(const char *signature);

#endif
