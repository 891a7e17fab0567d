/*
 * Memory for page tables and the page array, before there is a page allocator.
 * It comes from the loader's map, which firmware made: its ranges may be in any
 * order, overlap, be unaligned, begin at 0 or end at the last address.
 * Next: kernel_map.c, page.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "mm/early.h"

#include <arch/page.h>

struct ranges early_ram, early_free;

/* The addresses that phys_to_virt() reaches so far. */
static struct range early_window;

/*
 * Gives a range as start and end, cut where the direct map ends. Returns false if
 * nothing is left.
 */
static bool boot_range_get(const struct boot_range *range, struct range *out)
{
	if (range->base >= DIRECT_MAP_SIZE || !range->size)
		return false;
	out->start = range->base;
	out->end = range->size < DIRECT_MAP_SIZE - range->base ? range->base + range->size
							       : DIRECT_MAP_SIZE;
	return true;
}

/* Joins ranges before it rounds them: a page that two ranges share is RAM all the same. */
static void ram_read(void)
{
	static struct ranges bytes;
	struct range r;

	bytes.count = 0;
	for (unsigned int i = 0; i < boot_info.memory_count; i++)
		if (boot_range_get(&boot_info.memory[i], &r))
			ranges_add(&bytes, r.start, r.end);
	for (unsigned int i = 0; i < bytes.count; i++) {
		r.start = ALIGN_UP(bytes.range[i].start, (phys_addr_t)PAGE_SIZE);
		r.end = ALIGN_DOWN(bytes.range[i].end, (phys_addr_t)PAGE_SIZE);
		if (r.start < r.end)
			ranges_add(&early_ram, r.start, r.end);
	}
	/* Page 0 is left out: an address of 0 means that there is no memory. */
	ranges_remove(&early_ram, 0, PAGE_SIZE);
}

/* Rounds outwards: a page that is reserved only in part must not be used. */
static void reserved_remove(void)
{
	struct range r;

	for (unsigned int i = 0; i < boot_info.reserved_count; i++)
		if (boot_range_get(&boot_info.reserved[i], &r))
			ranges_remove(&early_free, ALIGN_DOWN(r.start, (phys_addr_t)PAGE_SIZE),
				      ALIGN_UP(r.end, (phys_addr_t)PAGE_SIZE));
}

void early_init(void)
{
	early_ram.count = 0;
	ram_read();
	if (!early_ram.count)
		panic("the loader's memory map has no page of RAM");
	early_free = early_ram;
	reserved_remove();
	early_window.start = boot_info.early_map.base;
	early_window.end = early_window.start + boot_info.early_map.size;
}

void early_mapped(void)
{
	early_window = (struct range){ 0, DIRECT_MAP_SIZE };
}

phys_addr_t early_alloc(size_t size)
{
	size = ALIGN_UP(size, PAGE_SIZE);
	for (unsigned int i = 0; i < early_free.count; i++) {
		struct range r = early_free.range[i];

		if (r.start < early_window.start)
			r.start = ALIGN_UP(early_window.start, (phys_addr_t)PAGE_SIZE);
		if (r.end > early_window.end)
			r.end = early_window.end;
		if (r.start > r.end || r.end - r.start < size)
			continue;
		ranges_remove(&early_free, r.start, r.start + size);
		memset(phys_to_virt(r.start), 0, size);
		return r.start;
	}
	panic("no %zu bytes of memory in one piece for the kernel's tables", size);
}
