/*
 * The workload's page tables: pages made present, taken out, protected. A table
 * lives as long as it has an entry; its struct page counts them. What was taken
 * out is freed only once the TLB has forgotten it. Before: fault.c.
 * SPDX-License-Identifier: MIT
 */
#include "mm/page.h"
#include "mm/pagetable.h"

#include <arch/tlb.h>

#include <linux/errno.h>

static uint64_t *user_root;

void pagetable_init(uint64_t *root)
{
	user_root = root;
}

uint64_t *pagetable_find(uintptr_t va)
{
	uint64_t *table = user_root;

	for (unsigned int level = PT_LEVELS; level > 1; level--) {
		uint64_t entry = table[pt_index(va, level)];

		if (!entry)
			return NULL;
		table = pt_below(entry);
	}
	return &table[pt_index(va, 1)];
}

/* Any address inside the table says which it is. */
static struct page *table_page(const uint64_t *slot)
{
	return page_of(virt_to_phys(slot));
}

/* An entry where none is. */
static void slot_fill(uint64_t *slot, uint64_t pte)
{
	table_page(slot)->used++;
	pte_set(slot, pte);
}

static phys_addr_t zeroed_page(void)
{
	phys_addr_t pa = page_alloc(0);

	if (pa)
		page_clear(phys_to_virt(pa));
	return pa;
}

static bool table_make(uint64_t *slot)
{
	phys_addr_t table = zeroed_page();

	if (!table)
		return false;
	page_of(table)->used = 0;
	slot_fill(slot, pte_table(table, true));
	return true;
}

/* The entry of va, with tables made on the way; NULL without memory. */
static uint64_t *slot_make(uintptr_t va)
{
	uint64_t *table = user_root;

	for (unsigned int level = PT_LEVELS; level > 1; level--) {
		uint64_t *slot = &table[pt_index(va, level)];

		if (!*slot && !table_make(slot))
			return NULL;
		table = pt_below(*slot);
	}
	return &table[pt_index(va, 1)];
}

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

int pagetable_populate(uintptr_t start, uintptr_t end, int prot)
{
	uint64_t *slot = NULL;

	for (uintptr_t va = start; va < end; va += PAGE_SIZE, slot++) {
		if (va == start || !pt_index(va, 1))
			slot = slot_make(va);
		if (!slot || (!*slot && !page_make(slot, prot))) {
			pagetable_unmap(va, va + PAGE_SIZE); /* tables that came to nothing */
			return -ENOMEM;
		}
	}
	return 0;
}

/* A walk over a range, and what it has to do at its end. */
struct walk {
	bool unmap; /* else: protect */
	int prot;
	struct page_list dead;
	unsigned int flush_count; /* addresses to flush; past the array, all */
	uintptr_t flush[TLB_FLUSH_PAGES_MAX];
};

/* A table and the first page in it have one address, and one flush serves both. */
static void walk_flush(struct walk *walk, uintptr_t va)
{
	unsigned int n = walk->flush_count;

	if (n && n <= TLB_FLUSH_PAGES_MAX && walk->flush[n - 1] == va)
		return;
	if (n < TLB_FLUSH_PAGES_MAX)
		walk->flush[n] = va;
	if (n <= TLB_FLUSH_PAGES_MAX)
		walk->flush_count++;
}

/* The entry is taken out; where it led is freed at the end. */
static void walk_drop(struct walk *walk, uint64_t *slot, uintptr_t va)
{
	phys_addr_t pa = pte_phys(*slot);
	bool present = pte_present(*slot);

	pte_set(slot, 0);
	table_page(slot)->used--;
	if (present)
		walk_flush(walk, va);
	page_list_add(&walk->dead, pa);
}

static void walk_protect(struct walk *walk, uint64_t *slot, uintptr_t va)
{
	uint64_t old = *slot, new = pte_user(pte_phys(old), walk->prot);

	if (new == old)
		return;
	if (walk->prot & PROT_EXEC)
		page_sync_code(phys_to_virt(pte_phys(old)));
	pte_set(slot, new);
	if (pte_present(old))
		walk_flush(walk, va);
}

static void walk_pages(struct walk *walk, uint64_t *slot, uintptr_t va, uintptr_t end)
{
	for (; va < end; va += PAGE_SIZE, slot++) {
		if (!*slot)
			continue;
		if (walk->unmap)
			walk_drop(walk, slot, va);
		else
			walk_protect(walk, slot, va);
	}
}

static void walk_table(struct walk *walk, uint64_t *table, unsigned int level, uintptr_t va,
		       uintptr_t end)
{
	uint64_t *slot = &table[pt_index(va, level)];
	uintptr_t next;

	if (level == 1) {
		walk_pages(walk, slot, va, end);
		return;
	}
	for (; va < end; va = next, slot++) {
		next = ALIGN_DOWN(va, pt_span(level)) + pt_span(level);
		if (next > end)
			next = end;
		if (!*slot)
			continue;
		walk_table(walk, pt_below(*slot), level - 1, va, next);
		if (walk->unmap && !table_page(pt_below(*slot))->used)
			walk_drop(walk, slot, va);
	}
}

/* After all stores of the walk: the TLB must not fill again from what is taken out. */
static void walk_flush_all(const struct walk *walk)
{
	tlb_flush_prepare();
	if (walk->flush_count > TLB_FLUSH_PAGES_MAX)
		tlb_flush_user();
	else
		for (unsigned int i = 0; i < walk->flush_count; i++)
			tlb_flush_page(walk->flush[i]);
	tlb_flush_wait();
}

static void walk(struct walk *walk, uintptr_t start, uintptr_t end)
{
	walk->flush_count = 0;
	walk->dead.first = PAGE_LIST_EMPTY;
	walk_table(walk, user_root, PT_LEVELS, start, end);
	if (walk->flush_count)
		walk_flush_all(walk);
	page_list_free(&walk->dead);
}

void pagetable_unmap(uintptr_t start, uintptr_t end)
{
	struct walk unmap;

	unmap.unmap = true;
	walk(&unmap, start, end);
}

void pagetable_protect(uintptr_t start, uintptr_t end, int prot)
{
	struct walk protect;

	protect.unmap = false;
	protect.prot = prot;
	walk(&protect, start, end);
}
