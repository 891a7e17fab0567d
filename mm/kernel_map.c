/*
 * The kernel's page tables: all RAM in the direct map, the image section by
 * section, later stacks and devices. Nothing in them is both writable and
 * executable, by any of its addresses. Only RAM and devices are mapped. Tables
 * are added, never removed. Next: page.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "mm/early.h"
#include "mm/mm.h"
#include "mm/page.h"
#include "mm/pagetable.h"
#include "mm/touch.h"

#include <arch/tlb.h>

#include <linux/errno.h>

/* The linker script defines these, all at page boundaries and in this order. */
extern const char __image_start[], __text_start[], __text_end[];
extern const char __rodata_start[], __rodata_end[], __data_start[], __data_end[];

static uint64_t *kernel_root;
static bool map_started; /* page_alloc() works */

static phys_addr_t table_alloc(void)
{
	phys_addr_t table;

	if (!map_started)
		return early_alloc(PAGE_SIZE);
	table = page_alloc(0);
	if (table)
		page_clear(phys_to_virt(table));
	return table;
}

/*
 * Returns the entry of that level for va; makes the tables on the way. Returns
 * NULL without memory.
 */
static uint64_t *kernel_slot(uintptr_t va, unsigned int level)
{
	uint64_t *table = kernel_root;

	for (unsigned int l = PT_LEVELS; l > level; l--) {
		uint64_t *slot = &table[pt_index(va, l)];

		if (!*slot) {
			phys_addr_t below = table_alloc();

			if (!below)
				return NULL;
			pte_set(slot, pte_table(below, false));
		}
		table = pt_below(*slot);
	}
	return &table[pt_index(va, level)];
}

/*
 * Returns the level of the largest page that fits: both addresses aligned to
 * it, and not past the end.
 */
static unsigned int page_level(uintptr_t va, phys_addr_t pa, phys_addr_t end)
{
	unsigned int level = pte_level_max();

	while (level > 1 && ((va | pa) & (pt_span(level) - 1) || end - pa < pt_span(level)))
		level--;
	return level;
}

/* Maps [pa, end). At start-up only: there is memory, or early_alloc() panics. */
static void map_pages(uintptr_t va, phys_addr_t pa, phys_addr_t end, uint64_t kind)
{
	while (pa < end) {
		unsigned int level = page_level(va, pa, end);

		pte_set(kernel_slot(va, level), pte_kernel(pa, kind, level));
		va += pt_span(level);
		pa += pt_span(level);
	}
}

static void map_direct(phys_addr_t start, phys_addr_t end, uint64_t kind)
{
	if (start < end)
		map_pages(DIRECT_MAP_BASE + start, start, end, kind);
}

/*
 * Maps a range of RAM. The image's text and rodata are read-only in it, and
 * nothing can be executed.
 */
static void map_ram(const struct range *ram)
{
	phys_addr_t start = virt_to_phys(__image_start), end = virt_to_phys(__rodata_end);

	if (start < ram->start)
		start = ram->start;
	if (end > ram->end)
		end = ram->end;
	if (start >= end) {
		map_direct(ram->start, ram->end, PTE_KERNEL_DATA);
		return;
	}
	map_direct(ram->start, start, PTE_KERNEL_DATA);
	map_direct(start, end, PTE_KERNEL_RODATA);
	map_direct(end, ram->end, PTE_KERNEL_DATA);
}

static void map_section(const char *start, const char *end, uint64_t kind)
{
	for (const char *va = start; va < end; va += PAGE_SIZE)
		pte_set(kernel_slot((uintptr_t)va, 1), pte_kernel(virt_to_phys(va), kind, 1));
}

/*
 * All tables are complete before the CPU uses them; only after that does
 * phys_to_virt() reach all of RAM.
 */
uint64_t *kernel_map_init(void)
{
	uint64_t *user_root;

	kernel_root = phys_to_virt(early_alloc(PAGE_SIZE));
	user_root = PTE_ROOT_SHARED ? kernel_root : phys_to_virt(early_alloc(PAGE_SIZE));
	for (unsigned int i = 0; i < early_ram.count; i++)
		map_ram(&early_ram.range[i]);
	map_section(__text_start, __text_end, PTE_KERNEL_TEXT);
	map_section(__rodata_start, __rodata_end, PTE_KERNEL_RODATA);
	map_section(__data_start, __data_end, PTE_KERNEL_DATA);
	pte_activate(virt_to_phys(kernel_root), virt_to_phys(user_root));
	early_mapped();
	return user_root;
}

void mm_init(void)
{
	mm_arch_init();
	early_init();
	pagetable_init(kernel_map_init());
	page_init();
	memory_touch();
	map_started = true;
}

static int map_page(uintptr_t va, phys_addr_t pa, uint64_t kind)
{
	uint64_t *slot = kernel_slot(va, 1);

	if (!slot)
		return -ENOMEM;
	pte_set(slot, pte_kernel(pa, kind, 1));
	pte_publish();
	return 0;
}

int kernel_map_page(uintptr_t va, phys_addr_t pa)
{
	return map_page(va, pa, PTE_KERNEL_DATA);
}

phys_addr_t kernel_unmap_page(uintptr_t va)
{
	uint64_t *slot = kernel_slot(va, 1);
	phys_addr_t pa = pte_phys(*slot);

	pte_set(slot, 0);
	tlb_flush_prepare();
	tlb_flush_page(va);
	tlb_flush_wait();
	return pa;
}

/*
 * Maps registers for good. If memory runs out half-way, the pages already
 * mapped stay so, unused.
 */
void *device_map(phys_addr_t pa, size_t size)
{
	static uintptr_t next = DEVICE_MAP_BASE;
	uintptr_t start = next;
	phys_addr_t page = ALIGN_DOWN(pa, (phys_addr_t)PAGE_SIZE);

	for (; page < pa + size; page += PAGE_SIZE) {
		if (map_page(next, page, PTE_KERNEL_DEVICE))
			return NULL;
		next += PAGE_SIZE;
	}
	return (void *)(start + pa % PAGE_SIZE);
}
