/*
 * Fills boot_info, whichever loader it was. Next: multiboot2.c, pvh.c.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/loader.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/page.h>

#define EARLY_MAP_SIZE 0x100000000 /* EARLY_GIB of boot.S */
#define LOW_MEMORY_SIZE 0x100000   /* firmware's tables and habits */

phys_addr_t boot_rsdp;

extern const char __image_start[], __image_end[];

static void add_range(struct boot_range *ranges, unsigned int *count, phys_addr_t base, uint64_t size)
{
	if (!size)
		return;
	if (*count == BOOT_RANGES_MAX)
		panic("the loader's memory map has more than %d ranges", BOOT_RANGES_MAX);
	ranges[(*count)++] = (struct boot_range){ base, size };
}

void boot_add_memory(phys_addr_t base, uint64_t size)
{
	add_range(boot_info.memory, &boot_info.memory_count, base, size);
}

void boot_add_reserved(phys_addr_t base, uint64_t size)
{
	add_range(boot_info.reserved, &boot_info.reserved_count, base, size);
}

void boot_set_cmdline(const char *text, size_t max)
{
	if (!cmdline_set(text, max))
		panic("the command line is longer than %d bytes", CMDLINE_MAX - 1);
}

void boot_info_read(void)
{
	boot_rsdp = 0;
	boot_info.early_map = (struct boot_range){ 0, EARLY_MAP_SIZE };
	if (loader_magic == MULTIBOOT2_LOADER)
		multiboot2_read(loader_info);
	else
		pvh_read(loader_info);
	boot_add_reserved(0, LOW_MEMORY_SIZE);
	boot_add_reserved(virt_to_phys(__image_start), (uint64_t)(__image_end - __image_start));
	boot_add_reserved(boot_info.initrd.base, boot_info.initrd.size);
	if (!boot_info.memory_count)
		panic("the loader gave no memory map");
}
