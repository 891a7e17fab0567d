/*
 * Shared by the files of the workload's page tables. A table exists as long as it
 * has an entry; its struct page counts the entries. SPDX-License-Identifier: MIT
 */
#ifndef MM_TABLE_H
#define MM_TABLE_H

#include "mm/page.h"
#include "mm/pagetable.h"

#include <arch/tlb.h>

/* Large pages: an entry of this level maps 2^order pages. */
#define LARGE_LEVEL 2
#define LARGE_ORDER 9

/* The table that the CPU begins with; its level is PT_LEVELS. */
extern uint64_t *pagetable_root;

/* Returns the struct page of the table that slot is in. Any address inside a table leads to it. */
static inline struct page *table_page(const uint64_t *slot)
{
	return page_of(virt_to_phys(slot));
}

/* Writes an entry where none is, and counts it. */
static inline void slot_fill(uint64_t *slot, uint64_t pte)
{
	table_page(slot)->used++;
	pte_set(slot, pte);
}

/* Returns where the entry of that level for va ends, but at most end. */
static inline uintptr_t entry_end(uintptr_t va, unsigned int level, uintptr_t end)
{
	uintptr_t next = ALIGN_DOWN(va, pt_span(level)) + pt_span(level);

	return next < end ? next : end;
}

/*
 * pagetable.c: returns the entry of `level` for va, below a table of level
 * `from`. If a large page is on the way, its entry is returned. NULL: there is
 * no table.
 */
uint64_t *slot_find(uint64_t *table, unsigned int from, uintptr_t va, unsigned int level);
/*
 * Like slot_find(), but makes the tables that are missing. No large page may be
 * on the way. NULL: no memory.
 */
uint64_t *slot_make(uint64_t *table, unsigned int from, uintptr_t va, unsigned int level);
/* Makes a table where none is. Returns false without memory. */
bool table_make(uint64_t *slot);
/* Frees the tables for va that are empty. */
void table_trim(uintptr_t va);

/*
 * Addresses whose entries were taken out or changed. If count exceeds the
 * array, all addresses are meant.
 */
struct flush {
	unsigned int count;
	uintptr_t addr[TLB_FLUSH_PAGES_MAX];
};

/* pagetable_walk.c. Notes an address for flush_do(). */
void flush_add(struct flush *flush, uintptr_t va);
/*
 * Flushes the TLB. Needs all stores to the tables before: else the TLB could
 * load the old entries again.
 */
void flush_do(const struct flush *flush);
/* Cuts the large page of that entry, which holds va, into small ones. */
void large_split(uint64_t *slot, uintptr_t va);
/*
 * Frees what is in [start, end) below a table of that level, and the tables
 * that are then empty. The table itself stays.
 */
void table_clear(uint64_t *table, unsigned int level, uintptr_t start, uintptr_t end);

#endif
