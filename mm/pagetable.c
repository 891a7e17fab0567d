/*
 * The workload's page tables: finds pages and makes them present, of 4 KiB and
 * 2 MiB. A large page keeps a page for the table that it needs when it is cut
 * into small pages, so that cutting cannot fail. Before: fault.c.
 * Next: pagetable_walk.c. SPDX-License-Identifier: MIT
 */
#include "mm/table.h"

#include <linux/errno.h>

uint64_t *pagetable_root;

void pagetable_init(uint64_t *root)
{
	pagetable_root = root;
}

uint64_t *slot_find(uint64_t *table, unsigned int from, uintptr_t va, unsigned int level)
{
	uint64_t *slot = &table[pt_index(va, from)];

	for (; from > level; from--) {
		if (!*slot)
			return NULL;
		if (pte_is_large(*slot))
			return slot;
		slot = &pt_below(*slot)[pt_index(va, from - 1)];
	}
	return slot;
}

uint64_t *pagetable_find(uintptr_t va)
{
	uint64_t *large = slot_find(pagetable_root, PT_LEVELS, va, LARGE_LEVEL);

	if (!large || !*large || pte_is_large(*large))
		return NULL;
	return &pt_below(*large)[pt_index(va, 1)];
}

phys_addr_t pagetable_phys(uintptr_t va)
{
	const uint64_t *slot = slot_find(pagetable_root, PT_LEVELS, va, LARGE_LEVEL);
	size_t span = pt_span(LARGE_LEVEL);

	if (slot && *slot && !pte_is_large(*slot)) {
		slot = &pt_below(*slot)[pt_index(va, 1)];
		span = PAGE_SIZE;
	}
	return slot && pte_present(*slot) ? pte_phys(*slot) + va % span : 0;
}

static phys_addr_t zeroed_page(void)
{
	phys_addr_t pa = page_alloc(0);

	if (pa)
		page_clear(phys_to_virt(pa));
	return pa;
}

bool table_make(uint64_t *slot)
{
	phys_addr_t table = zeroed_page();

	if (!table)
		return false;
	page_of(table)->used = 0;
	slot_fill(slot, pte_table(table, true));
	return true;
}

uint64_t *slot_make(uint64_t *table, unsigned int from, uintptr_t va, unsigned int level)
{
	uint64_t *slot = &table[pt_index(va, from)];

	for (; from > level; from--) {
		if (!*slot && !table_make(slot))
			return NULL;
		slot = &pt_below(*slot)[pt_index(va, from - 1)];
	}
	return slot;
}

/*
 * The walk of pagetable_unmap() finds and frees the tables that are empty;
 * there is no page to unmap.
 */
void table_trim(uintptr_t va)
{
	const uint64_t *slot = pagetable_find(va);

	if (!slot || !table_page(slot)->used)
		pagetable_unmap(va, va + PAGE_SIZE);
}

/* Fills an entry with a fresh page. The page must be complete before the CPU can find it. */
static bool page_make(uint64_t *slot, int prot)
{
	phys_addr_t pa = zeroed_page();

	if (!pa)
		return false;
	if (prot & PROT_EXEC)
		page_sync_code(phys_to_virt(pa));
	slot_fill(slot, pte_user(pa, prot));
	return true;
}

/*
 * Makes the pages of [va, end) present, all below one entry of level 2; makes its
 * table if it has none.
 */
static bool populate_table(uint64_t *large, uintptr_t va, uintptr_t end, int prot)
{
	uint64_t *slot;

	if (!*large && !table_make(large))
		return false;
	slot = &pt_below(*large)[pt_index(va, 1)];
	for (; va < end; va += PAGE_SIZE, slot++)
		if (!*slot && !page_make(slot, prot))
			return false;
	return true;
}

int pagetable_populate(uintptr_t start, uintptr_t end, int prot)
{
	uintptr_t next;

	for (uintptr_t va = start; va < end; va = next) {
		uint64_t *large = slot_make(pagetable_root, PT_LEVELS, va, LARGE_LEVEL);

		next = entry_end(va, LARGE_LEVEL, end);
		if (large && *large && pte_is_large(*large))
			continue;
		if (!large || !populate_table(large, va, next, prot)) {
			table_trim(va);
			return -ENOMEM;
		}
	}
	return 0;
}

/* Returns a zeroed block with a page for its table, or 0 without memory. */
static phys_addr_t large_alloc(int prot)
{
	phys_addr_t pa = page_alloc(LARGE_ORDER), table = pa ? page_alloc(0) : 0;

	if (!table) {
		if (pa)
			page_free(pa, LARGE_ORDER);
		return 0;
	}
	page_deposit(pa, table);
	for (phys_addr_t page = pa; page < pa + pt_span(LARGE_LEVEL); page += PAGE_SIZE) {
		page_clear(phys_to_virt(page));
		if (prot & PROT_EXEC)
			page_sync_code(phys_to_virt(page));
	}
	return pa;
}

void pagetable_populate_large(uintptr_t start, uintptr_t end, int prot)
{
	uintptr_t va = ALIGN_UP(start, pt_span(LARGE_LEVEL));

	for (; va + pt_span(LARGE_LEVEL) <= end; va += pt_span(LARGE_LEVEL)) {
		uint64_t *slot = slot_make(pagetable_root, PT_LEVELS, va, LARGE_LEVEL);
		phys_addr_t pa;

		if (slot && *slot)
			continue;
		pa = slot ? large_alloc(prot) : 0;
		if (!pa) {
			table_trim(va);
			return;
		}
		slot_fill(slot, pte_to_large(pte_user(pa, prot)));
	}
}

int pagetable_map(uintptr_t va, phys_addr_t pa, int prot, bool borrowed)
{
	uint64_t *slot = slot_make(pagetable_root, PT_LEVELS, va, 1);

	if (!slot) {
		table_trim(va);
		return -ENOMEM;
	}
	if (prot & PROT_EXEC)
		page_sync_code(phys_to_virt(pa));
	slot_fill(slot, pte_user(pa, prot) | (borrowed ? PTE_BORROWED : 0));
	return 0;
}
