/*
 * Reads the PVH start info (Xen, public/arch-x86/hvm/start_info.h), which QEMU's -kernel
 * fills in. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/loader.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/page.h>

#define PVH_MAGIC 0x336ec578
#define PVH_MEMORY_RAM 1

struct pvh_start_info {
	uint32_t magic, version, flags, module_count;
	uint64_t modules, cmdline, rsdp;
	/* version 1: */
	uint64_t memory_map;
	uint32_t memory_map_entries, reserved;
};

struct pvh_module {
	uint64_t base, size, cmdline, reserved;
};

struct pvh_memory {
	uint64_t base, size;
	uint32_t type, reserved;
};

void pvh_read(phys_addr_t address)
{
	const struct pvh_start_info *info = phys_to_virt(address);
	const struct pvh_memory *map;

	if (info->magic != PVH_MAGIC)
		panic("expected multiboot2's magic or PVH's %#x, found %#x", PVH_MAGIC, info->magic);
	if (info->version < 1)
		panic("PVH start info version %u has no memory map; 1 is needed", info->version);
	boot_info.loader = "pvh";
	boot_rsdp = info->rsdp;
	map = phys_to_virt(info->memory_map);
	for (uint32_t i = 0; i < info->memory_map_entries; i++)
		if (map[i].type == PVH_MEMORY_RAM)
			boot_add_memory(map[i].base, map[i].size);
	if (info->cmdline)
		boot_set_cmdline(phys_to_virt(info->cmdline), CMDLINE_MAX);
	if (info->module_count) {
		const struct pvh_module *module = phys_to_virt(info->modules);

		boot_info.initrd = (struct boot_range){ module->base, module->size };
	}
}
