/*
 * The page allocator as mm/ itself sees it: the page array, and lists of pages
 * through it. SPDX-License-Identifier: MIT
 */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include "mm/mm.h"

/* The largest block is 4 MiB, as Linux's. */
#define PAGE_ORDER_MAX 10

/* One for each page frame between the lowest and the highest RAM. */
struct page {
	uint32_t next, prev; /* in a list: indices; prev of a block in use: its deposit */
	uint8_t state;	     /* enum page_state, of a block's first page */
	uint8_t order;	     /* of that block */
	uint32_t used;	     /* of a page table: entries that are not zero */
};

/* Takes what early_alloc() has left: no early_alloc() after this. */
void page_init(void);
struct page *page_of(phys_addr_t pa);
/* Not NULL: asked where there are no free pages (fail.c). 0: there are none. */
extern phys_addr_t (*page_none)(unsigned int order);
/* How many pages there are to be given out, free or not. */
extern size_t page_total_count;
static inline size_t page_total(void)
{
	return page_total_count;
}

/* Merges what can be merged and sorts the free lists by address, so that they depend on nothing but on
 * which pages are free. */
void page_settle(void);
/* A block in use becomes as many single pages in use. */
void page_split(phys_addr_t block);
/* A page that stays with a block in use, until the block is split or freed. */
void page_deposit(phys_addr_t block, phys_addr_t page);
phys_addr_t page_deposited(phys_addr_t block);

/* A list of blocks that are to be freed later. */
struct page_list {
	uint32_t first;
};
#define PAGE_LIST_EMPTY UINT32_MAX
void page_list_add(struct page_list *list, phys_addr_t pa);
void page_list_free(struct page_list *list);

/* Arch: sets a page to zero. */
void page_clear(void *page);

#endif
