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

/* Bytes that one entry of that level maps. */
static inline size_t pt_span(unsigned int level)
{
	return (size_t)PAGE_SIZE << 9 * (level - 1);
}

static inline unsigned int pt_index(uintptr_t va, unsigned int level)
{
	return va / pt_span(level) % PT_ENTRIES;
}

/* The table that an entry leads to. */
static inline uint64_t *pt_below(uint64_t pte)
{
	return phys_to_virt(pte_phys(pte));
}

/* kernel_map.c: builds the kernel's tables and goes over to them; the user root, empty. */
uint64_t *kernel_map_init(void);

void pagetable_init(uint64_t *user_root);
/* The entry of a page, if there are tables for it; it may be zero. NULL in a large page, too. */
uint64_t *pagetable_find(uintptr_t va);
/* Where the byte at va is, or 0: in a page of either size that the CPU finds present. */
phys_addr_t pagetable_phys(uintptr_t va);
/* Fresh zeroed pages where none is in [start, end). -ENOMEM: some may have been made present. */
int pagetable_populate(uintptr_t start, uintptr_t end, int prot);
/* The same by 2 MiB pages, only where one fits and nothing is yet; as many as there is memory for. */
void pagetable_populate_large(uintptr_t start, uintptr_t end, int prot);
/*
 * A page of the caller's, where none is; borrowed: it stays the caller's and
 * outlives the mapping. -ENOMEM.
 */
int pagetable_map(uintptr_t va, phys_addr_t pa, int prot, bool borrowed);
/* Takes the pages of [start, end) out and frees them, and tables that are empty then. */
void pagetable_unmap(uintptr_t start, uintptr_t end);
/* Gives the pages that are in [start, end) these permissions. */
void pagetable_protect(uintptr_t start, uintptr_t end, int prot);

/*
 * pagetable_move.c: the pages that are in [from, from + length) go to `to`, where
 * none are; the ranges do not overlap. -ENOMEM: nothing was moved.
 */
int pagetable_move(uintptr_t from, uintptr_t to, size_t length);
/* The lowest page in [va, end) that is there, present or held: where its part of the range begins, and its size; else end. */
uintptr_t pagetable_next(uintptr_t va, uintptr_t end, size_t *size);

#endif
