/*
 * The user half of the page tables (pagetable.c, pagetable_move.c) and the
 * kernel's (kernel_map.c): 4 levels of 512 entries. SPDX-License-Identifier: MIT
 */
#ifndef MM_PAGETABLE_H
#define MM_PAGETABLE_H

#include "include/compiler.h"

#include <arch/layout.h>
#include <arch/page.h>
#include <arch/pte.h>

#define PT_LEVELS 4
#define PT_ENTRIES 512

/* Returns how many bytes one entry of that level maps. */
static inline size_t pt_span(unsigned int level)
{
	return (size_t)PAGE_SIZE << 9 * (level - 1);
}

/* Returns the index of va's entry in a table of that level. */
static inline unsigned int pt_index(uintptr_t va, unsigned int level)
{
	return va / pt_span(level) % PT_ENTRIES;
}

/* Returns the table that an entry leads to. */
static inline uint64_t *pt_below(uint64_t pte)
{
	return phys_to_virt(pte_phys(pte));
}

/*
 * kernel_map.c: builds the kernel's tables and switches to them. Returns the user
 * root, still empty.
 */
uint64_t *kernel_map_init(void);

void pagetable_init(uint64_t *user_root);
/*
 * Returns the entry of a 4 KiB page, which may be zero. Returns NULL if there
 * is no table for it, or if va lies in a large page.
 */
uint64_t *pagetable_find(uintptr_t va);
/* Returns the physical address of va if a page of either size is present there, else 0. */
phys_addr_t pagetable_phys(uintptr_t va);
/* Fills [start, end) with zeroed pages where none are. -ENOMEM: some may be present now. */
int pagetable_populate(uintptr_t start, uintptr_t end, int prot);
/*
 * Does the same with 2 MiB pages, wherever one fits and nothing is mapped yet, as
 * far as memory lasts.
 */
void pagetable_populate_large(uintptr_t start, uintptr_t end, int prot);
/*
 * Maps the caller's page where none is. A borrowed page stays the caller's and
 * outlives the mapping; any other is freed with it. Returns 0 or -ENOMEM.
 */
int pagetable_map(uintptr_t va, phys_addr_t pa, int prot, bool borrowed);
/* Takes out the pages of [start, end) and frees them, together with tables that are then empty. */
void pagetable_unmap(uintptr_t start, uintptr_t end);
/* Gives the pages in [start, end) these permissions. */
void pagetable_protect(uintptr_t start, uintptr_t end, int prot);

/*
 * pagetable_move.c: moves the pages of [from, from + length) to `to`, where none
 * are. The ranges must not overlap. Returns 0; or -ENOMEM, and nothing was moved.
 */
int pagetable_move(uintptr_t from, uintptr_t to, size_t length);
/*
 * Finds the lowest page in [va, end), present or held. Returns where its part
 * of the range begins, with the size of that part; returns end if there is
 * none.
 */
uintptr_t pagetable_next(uintptr_t va, uintptr_t end, size_t *size);

#endif
