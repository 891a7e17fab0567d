/*
 * What the files of the workload's page tables share. A table lives as long as it
 * has an entry; its struct page counts them. SPDX-License-Identifier: MIT
 */
#ifndef MM_TABLE_H
#define MM_TABLE_H

#include "mm/page.h"
#include "mm/pagetable.h"

#include <arch/tlb.h>

/* Large pages: 2^order pages in an entry of this level. */
#define LARGE_LEVEL 2
#define LARGE_ORDER 9

/* The table that the CPU begins with, of level PT_LEVELS. */
extern uint64_t *pagetable_root;

/* Of the table that an entry is in: any address inside the table says which it is. */
static inline struct page *table_page(const uint64_t *slot)
{
	return page_of(virt_to_phys(slot));
}

/* An entry where none is. */
static inline void slot_fill(uint64_t *slot, uint64_t pte)
{
	table_page(slot)->used++;
	pte_set(slot, pte);
}

/* Where the entry of that level for va ends, or the range. */
static inline uintptr_t entry_end(uintptr_t va, unsigned int level, uintptr_t end)
{
	uintptr_t next = ALIGN_DOWN(va, pt_span(level)) + pt_span(level);

	return next < end ? next : end;
}

/*
 * pagetable.c: the entry of `level` for va below a table of level `from`. Where a
 * large page is on the way it stands for those in it. NULL: there is no table.
 */
uint64_t *slot_find(uint64_t *table, unsigned int from, uintptr_t va, unsigned int level);
/* The same with tables made on the way, where no large page is; NULL without memory. */
uint64_t *slot_make(uint64_t *table, unsigned int from, uintptr_t va, unsigned int level);
/* A table where none is; false without memory. */
bool table_make(uint64_t *slot);
/* Frees those tables for va that are empty. */
void table_trim(uintptr_t va);

/* Addresses whose entries were taken out or changed; past the array, all are meant. */
struct flush {
	unsigned int count;
	uintptr_t addr[TLB_FLUSH_PAGES_MAX];
};

/* pagetable_walk.c. */
void flush_add(struct flush *flush, uintptr_t va);
/* After all stores: the TLB must not fill again from what is taken out. */
void flush_do(const struct flush *flush);
/* Cuts the large page of that entry, for va, into small ones. */
void large_split(uint64_t *slot, uintptr_t va);
/* Frees what is in [start, end) below a table of that level, and tables that are empty then; the table itself stays. */
void table_clear(uint64_t *table, unsigned int level, uintptr_t start, uintptr_t end);

#endif
