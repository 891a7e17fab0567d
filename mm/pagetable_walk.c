/*
 * Walks over the workload's page tables: takes pages out, protects them, cuts
 * them. A page that was taken out is freed only after the TLB has forgotten it:
 * until then the workload could still write to it. Before: mappings.c.
 * SPDX-License-Identifier: MIT
 */
#include "mm/table.h"

/*
 * Maps the same pages by 512 entries. The large entry goes first: with both,
 * the CPU could hold two translations of one address, of different sizes.
 */
void large_split(uint64_t *slot, uintptr_t va)
{
	uint64_t pte = pte_to_small(*slot);
	phys_addr_t pa = pte_phys(pte), table = page_deposited(pa);
	uint64_t *entry = phys_to_virt(table);

	page_split(pa);
	page_of(table)->used = PT_ENTRIES;
	for (unsigned int i = 0; i < PT_ENTRIES; i++)
		entry[i] = pte + i * PAGE_SIZE;
	if (pte_present(*slot)) {
		pte_set(slot, 0);
		tlb_flush_prepare();
		tlb_flush_page(va);
		tlb_flush_wait();
	}
	pte_set(slot, pte_table(table, true));
}

/*
 * Notes an address once if it comes twice in a row: a table and its first page
 * have the same one.
 */
void flush_add(struct flush *flush, uintptr_t va)
{
	unsigned int n = flush->count;

	if (n && n <= TLB_FLUSH_PAGES_MAX && flush->addr[n - 1] == va)
		return;
	if (n < TLB_FLUSH_PAGES_MAX)
		flush->addr[n] = va;
	if (n <= TLB_FLUSH_PAGES_MAX)
		flush->count++;
}

/* If there are too many addresses, one flush of all user pages is cheaper. */
void flush_do(const struct flush *flush)
{
	if (!flush->count)
		return;
	tlb_flush_prepare();
	if (flush->count > TLB_FLUSH_PAGES_MAX)
		tlb_flush_user();
	else
		for (unsigned int i = 0; i < flush->count; i++)
			tlb_flush_page(flush->addr[i]);
	tlb_flush_wait();
}

/* A walk over a range, and what it must flush and free at its end. */
struct walk {
	bool unmap; /* else: protect */
	int prot;
	struct page_list dead; /* pages and tables to be freed after the flush */
	struct flush flush;
};

/* Takes an entry out. What it led to is freed at the end of the walk. */
static void walk_drop(struct walk *walk, uint64_t *slot, uintptr_t va)
{
	uint64_t pte = *slot;

	pte_set(slot, 0);
	table_page(slot)->used--;
	if (pte_present(pte))
		flush_add(&walk->flush, va);
	if (!(pte & PTE_BORROWED))
		page_list_add(&walk->dead, pte_phys(pte));
}

/* Changes the entry of a page of that size. Code must be in memory before it can be executed. */
static void walk_protect(struct walk *walk, uint64_t *slot, uintptr_t va, uint64_t new, size_t size)
{
	uint64_t old = *slot;

	if (new == old)
		return;
	for (size_t at = 0; walk->prot & PROT_EXEC && at < size; at += PAGE_SIZE)
		page_sync_code(phys_to_virt(pte_phys(old) + at));
	pte_set(slot, new);
	if (pte_present(old))
		flush_add(&walk->flush, va);
}

static void walk_pages(struct walk *walk, uint64_t *slot, uintptr_t va, uintptr_t end)
{
	for (; va < end; va += PAGE_SIZE, slot++) {
		if (!*slot)
			continue;
		if (walk->unmap)
			walk_drop(walk, slot, va);
		else
			walk_protect(walk, slot, va,
				     pte_user(pte_phys(*slot), walk->prot) | (*slot & PTE_BORROWED),
				     PAGE_SIZE);
	}
}

/* Drops or protects a large page that lies in the range with all of it. */
static void walk_large(struct walk *walk, uint64_t *slot, uintptr_t va)
{
	phys_addr_t pa = pte_phys(*slot);

	if (walk->unmap) {
		page_list_add(&walk->dead, page_deposited(pa));
		walk_drop(walk, slot, va);
	} else {
		walk_protect(walk, slot, va, pte_to_large(pte_user(pa, walk->prot)),
			     pt_span(LARGE_LEVEL));
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
		next = entry_end(va, level, end);
		if (!*slot)
			continue;
		if (pte_is_large(*slot)) {
			if (next - va == pt_span(level)) {
				walk_large(walk, slot, va);
				continue;
			}
			large_split(slot, va);
		}
		walk_table(walk, pt_below(*slot), level - 1, va, next);
		if (walk->unmap && !table_page(pt_below(*slot))->used)
			walk_drop(walk, slot, va);
	}
}

static void walk_begin(struct walk *walk, bool unmap, int prot)
{
	walk->unmap = unmap;
	walk->prot = prot;
	walk->flush.count = 0;
	walk->dead.first = PAGE_LIST_EMPTY;
}

static void walk_end(struct walk *walk)
{
	flush_do(&walk->flush);
	page_list_free(&walk->dead);
}

/*
 * Returns the lowest table that holds all of [start, end): most ranges are a few
 * pages in one table.
 */
static uint64_t *walk_start(uintptr_t start, uintptr_t end, unsigned int *level)
{
	uintptr_t differ = start ^ (end - 1);
	uint64_t *table = pagetable_root;

	for (*level = PT_LEVELS; *level > 1 && differ < pt_span(*level); (*level)--) {
		uint64_t pte = table[pt_index(start, *level)];

		if (!pte || pte_is_large(pte))
			break;
		table = pt_below(pte);
	}
	return table;
}

void table_clear(uint64_t *table, unsigned int level, uintptr_t start, uintptr_t end)
{
	struct walk unmap;

	walk_begin(&unmap, true, 0);
	walk_table(&unmap, table, level, start, end);
	walk_end(&unmap);
}

/*
 * If the lowest table is empty after the walk, it must be freed, too, with
 * those above it that are then empty: a second walk, from the root, does that.
 */
void pagetable_unmap(uintptr_t start, uintptr_t end)
{
	unsigned int level;
	uint64_t *table = walk_start(start, end, &level);
	struct walk unmap;

	walk_begin(&unmap, true, 0);
	walk_table(&unmap, table, level, start, end);
	if (!table_page(table)->used)
		walk_table(&unmap, pagetable_root, PT_LEVELS, start, end);
	walk_end(&unmap);
}

void pagetable_protect(uintptr_t start, uintptr_t end, int prot)
{
	unsigned int level;
	uint64_t *table = walk_start(start, end, &level);
	struct walk protect;

	walk_begin(&protect, false, prot);
	walk_table(&protect, table, level, start, end);
	walk_end(&protect);
}
