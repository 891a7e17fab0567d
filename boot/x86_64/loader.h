/* The values that boot.S kept, and readers for both loaders. SPDX-License-Identifier: MIT */
#ifndef BOOT_LOADER_H
#define BOOT_LOADER_H

#include "boot/boot.h"

#define MULTIBOOT2_LOADER 0x36d76289

/* The values that the loader passed in eax (0 for PVH) and ebx. boot.S writes them. */
extern const uint32_t loader_magic, loader_info;

/* The physical address of ACPI's RSDP or of a copy; 0 if the loader does not tell. */
extern phys_addr_t boot_rsdp;

/* Fill boot_info from the structure at physical address `info`. */
void multiboot2_read(phys_addr_t info);
void pvh_read(phys_addr_t info);

/* Add a range of RAM that may be used, or one that may not. Panic if there are too many ranges. */
void boot_add_memory(phys_addr_t base, uint64_t size);
void boot_add_reserved(phys_addr_t base, uint64_t size);
/* Copies the command line. Panics if it is too long, since its last word is the run's token. */
void boot_set_cmdline(const char *text, size_t max);

#endif
