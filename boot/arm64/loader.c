/*
 * Fills boot_info from the device tree: memory, the parts of it that hold something,
 * initramfs, command line. Next: cpu.c. SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "boot/boot.h"
#include "lib/cmdline.h"
#include "lib/lib.h"

#include <arch/page.h>

extern phys_addr_t boot_device_tree;
extern const char __image_start[], __image_end[];

/* How much RAM around the image is mapped early, for mm_init() to take its first tables from. */
#define EARLY_MAP_SIZE 0x40000000

static void add_range(struct boot_range *ranges, unsigned int *count, phys_addr_t base, uint64_t size)
{
	if (!size)
		return;
	if (*count == BOOT_RANGES_MAX)
		panic("the device tree's memory has more than %d ranges", BOOT_RANGES_MAX);
	ranges[(*count)++] = (struct boot_range){ base, size };
}

/* Adds RAM, but without the part past the direct map's end, which the kernel could not reach. */
static void add_memory(phys_addr_t base, uint64_t size)
{
	if (base >= DIRECT_MAP_SIZE)
		return;
	if (size > DIRECT_MAP_SIZE - base)
		size = DIRECT_MAP_SIZE - base;
	add_range(boot_info.memory, &boot_info.memory_count, base, size);
}

static void add_reserved(phys_addr_t base, uint64_t size)
{
	add_range(boot_info.reserved, &boot_info.reserved_count, base, size);
}

/* Takes [base, base + size) out of memory. "no-map" ranges must not even be mapped. */
static void remove_memory(phys_addr_t base, uint64_t size)
{
	unsigned int count = boot_info.memory_count;
	phys_addr_t end = base + size;

	if (end < base)
		end = UINT64_MAX;
	for (unsigned int i = 0; i < count; i++) {
		struct boot_range *m = &boot_info.memory[i];
		phys_addr_t m_end = m->base + m->size;

		if (base >= m_end || end <= m->base)
			continue;
		if (end < m_end)
			add_memory(end, m_end - end);
		m->size = base > m->base ? base - m->base : 0;
	}
}

static void read_memory(const struct fdt *fdt)
{
	struct fdt_range range;
	int depth = 0;

	for (int n = fdt_next(fdt, FDT_NONE, &depth); n != FDT_NONE; n = fdt_next(fdt, n, &depth)) {
		const char *type = fdt_string(fdt, n, "device_type");

		if (depth != 1 || !type || strcmp(type, "memory") || !fdt_available(fdt, n))
			continue;
		for (unsigned int i = 0; fdt_reg(fdt, n, i, &range); i++)
			add_memory(range.base, range.size);
	}
	if (!boot_info.memory_count)
		panic("the device tree has no memory node");
}

/*
 * Reads the children of /reserved-memory that have an address. The others ask the kernel
 * to choose one, but no driver here would use that memory.
 */
static void read_reserved_memory(const struct fdt *fdt)
{
	int parent = fdt_find_path(fdt, "/reserved-memory", strlen("/reserved-memory"));
	struct fdt_range range;
	uint32_t length;
	int depth = 0;

	if (parent == FDT_NONE)
		return;
	for (int n = fdt_next(fdt, parent, &depth); n != FDT_NONE && depth > 0;
	     n = fdt_next(fdt, n, &depth)) {
		bool no_map = fdt_property(fdt, n, "no-map", &length);

		if (depth != 1 || !fdt_available(fdt, n))
			continue;
		for (unsigned int i = 0; fdt_reg(fdt, n, i, &range); i++)
			(no_map ? remove_memory : add_reserved)(range.base, range.size);
	}
}

static void read_reserved(const struct fdt *fdt)
{
	struct fdt_range range;

	for (unsigned int i = 0; fdt_reservation(fdt, i, &range); i++)
		add_reserved(range.base, range.size);
	read_reserved_memory(fdt);
	add_reserved(boot_device_tree, fdt->size);
	add_reserved(kernel_phys, (uint64_t)(__image_end - __image_start));
	add_reserved(boot_info.initrd.base, boot_info.initrd.size);
}

static void read_chosen(const struct fdt *fdt)
{
	int chosen = fdt_find_path(fdt, "/chosen", strlen("/chosen"));
	const char *bootargs;
	uint64_t start, end;

	if (chosen == FDT_NONE)
		return;
	bootargs = fdt_string(fdt, chosen, "bootargs");
	if (bootargs && !cmdline_set(bootargs, CMDLINE_MAX))
		panic("the command line is longer than %d bytes", CMDLINE_MAX - 1);
	if (fdt_number(fdt, chosen, "linux,initrd-start", &start) &&
	    fdt_number(fdt, chosen, "linux,initrd-end", &end) && end > start)
		boot_info.initrd = (struct boot_range){ start, end - start };
}

/*
 * Maps the bank of memory that the image lies in, but only whole 2 MiB blocks of it: the
 * blocks at its two ends may also hold something that must not be mapped.
 */
static void read_early_map(void)
{
	for (unsigned int i = 0; i < boot_info.memory_count; i++) {
		const struct boot_range *m = &boot_info.memory[i];
		phys_addr_t base = ALIGN_UP(m->base, LARGE_PAGE_SIZE);
		phys_addr_t end = ALIGN_DOWN(m->base + m->size, LARGE_PAGE_SIZE);

		if (kernel_phys < base || kernel_phys >= end)
			continue;
		if (base < ALIGN_DOWN(kernel_phys, EARLY_MAP_SIZE))
			base = ALIGN_DOWN(kernel_phys, EARLY_MAP_SIZE);
		if (end > base + EARLY_MAP_SIZE)
			end = base + EARLY_MAP_SIZE;
		boot_info.early_map = (struct boot_range){ base, end - base };
		early_map_ram(base, end - base);
		return;
	}
	panic("the image lies at %#lx, where the device tree has no memory", (unsigned long)kernel_phys);
}

void boot_info_read(void)
{
	if (!device_tree_open())
		panic("no device tree at %#lx", (unsigned long)boot_device_tree);
	boot_info.loader = "image";
	read_memory(&device_tree);
	read_chosen(&device_tree);
	read_reserved(&device_tree);
	read_early_map();
}
