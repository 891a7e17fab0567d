/* What boot.S kept, and the readers of its two forms. SPDX-License-Identifier: MIT */
#ifndef BOOT_LOADER_H
#define BOOT_LOADER_H

#include "boot/boot.h"

#define MULTIBOOT2_LOADER 0x36d76289

/* boot.S: what the loader passed in eax (0: PVH) and ebx. */
extern const uint32_t loader_magic, loader_info;

/* Where ACPI's RSDP lies, or a copy of it; 0: the loader does not say. */
extern phys_addr_t boot_rsdp;

/* Each fills boot_info from the structure at physical address `info`. */
void multiboot2_read(phys_addr_t info);
void pvh_read(phys_addr_t info);

/* Adds RAM that may be used, RAM that may not; a range too many is a panic. */
void boot_add_memory(phys_addr_t base, uint64_t size);
void boot_add_reserved(phys_addr_t base, uint64_t size);
/* Copies the command line; one that is too long is a panic, since its last word is the run's token. */
void boot_set_cmdline(const char *cmdline, size_t max);

#endif
