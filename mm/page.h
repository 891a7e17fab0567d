/*
 * The page allocator as mm/ itself sees it: the page array, and lists of pages
 * through it. SPDX-License-Identifier: MIT
 */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include "mm/mm.h"

/* The largest block is 4 MiB, as Linux's. */
#define PAGE_ORDER_MAX 10

/* A page frame; there is one for each between the lowest and the highest RAM. */
struct page {
	uint32_t next, prev; /* indices in a list; in a block in use, prev is its deposit */
	uint8_t state;	     /* enum page_state, in a block's first page */
	uint8_t order;	     /* of the block */
	uint32_t used;	     /* in a page table: how many entries are not zero */
};

/* Takes what early_alloc() has left. early_alloc() must not be called after this. */
void page_init(void);
/* Returns the struct page of the frame that holds pa. */
struct page *page_of(phys_addr_t pa);
/* If not NULL, it is called when no block is free (fail.c). It returns 0 for none. */
extern phys_addr_t (*page_none)(unsigned int order);
/* How many pages the allocator has in all, free or not. */
extern size_t page_total_count;
static inline size_t page_total(void)
{
	return page_total_count;
}

/*
 * Merges what can be merged and sorts the free lists by address. They then depend
 * only on which pages are free.
 */
void page_settle(void);
/* Turns a block in use into single pages in use. */
void page_split(phys_addr_t block);
/*
 * Keeps a page with a block in use, until the block is split or freed.
 * page_deposited() returns it.
 */
void page_deposit(phys_addr_t block, phys_addr_t page);
phys_addr_t page_deposited(phys_addr_t block);

/* A list of blocks in use that will be freed later, all at once. */
struct page_list {
	uint32_t first;
};
#define PAGE_LIST_EMPTY UINT32_MAX
void page_list_add(struct page_list *list, phys_addr_t pa);
void page_list_free(struct page_list *list);

/* mm/<arch>/clear.S: sets a page to zero. */
void page_clear(void *page);

#endif
