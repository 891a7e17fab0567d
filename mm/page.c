/*
 * Pages, by the binary buddy system: blocks of 2^order pages, aligned to their
 * size, and a list of free blocks for each order. A block and its buddy differ
 * in one bit of their index, so cutting and merging need no search. Single
 * pages that were just freed are hot: they are given out again before any block
 * is cut, and are not merged yet. Next: cache.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "mm/early.h"
#include "mm/page.h"

/* The states of a struct page: they tell which kind of block begins at its frame. */
enum page_state {
	PAGE_INSIDE, /* no block begins here, or this is no RAM that we may use */
	PAGE_USED,
	PAGE_FREE, /* in the list of its order */
	PAGE_HOT   /* a single page, in the list of those just freed */
};

#define NONE PAGE_LIST_EMPTY
/* For each order a list. */
#define LISTS (PAGE_ORDER_MAX + 1)
/* At most so many pages are hot. */
#define HOT_MAX 64

/*
 * The page array. An index is a frame number less first_frame. first_frame is
 * aligned to the largest block, so that an index is aligned as its frame is.
 * After the last frame come the heads of the free lists, as further elements:
 * each list is a ring through its head.
 */
static struct page *pages;
static phys_addr_t first_frame;
static uint32_t frame_count;
static uint32_t nonempty; /* bit n: list n is not empty */
static struct page_list hot = { NONE };
static unsigned int hot_count;
static size_t free_count;
size_t page_total_count;
phys_addr_t (*page_none)(unsigned int order);

static phys_addr_t index_phys(uint32_t index)
{
	return (first_frame + index) << PAGE_SHIFT;
}

struct page *page_of(phys_addr_t pa)
{
	return &pages[(pa >> PAGE_SHIFT) - first_frame];
}

static uint32_t page_index(const struct page *page)
{
	return page - pages;
}

size_t page_free_count(void)
{
	return free_count;
}

static void block_link(uint32_t index, unsigned int order)
{
	uint32_t head = frame_count + order, first = pages[head].next;

	pages[index] = (struct page){ first, head, PAGE_FREE, order, 0 };
	pages[first].prev = index;
	pages[head].next = index;
	nonempty |= 1u << order;
}

static void block_unlink(uint32_t index)
{
	const struct page *page = &pages[index];

	pages[page->next].prev = page->prev;
	pages[page->prev].next = page->next;
	if (page->next == page->prev) /* both are the head: it was the only block */
		nonempty &= ~(1u << page->order);
}

static bool block_is_free(uint32_t index, unsigned int order)
{
	return index < frame_count && pages[index].state == PAGE_FREE && pages[index].order == order;
}

/* Puts a block into its list; merges it first, as long as its buddy is free and whole. */
static void block_put(uint32_t index, unsigned int order)
{
	for (; order < PAGE_ORDER_MAX && block_is_free(index ^ 1u << order, order); order++) {
		uint32_t buddy = index ^ 1u << order;

		block_unlink(buddy);
		pages[buddy].state = PAGE_INSIDE;
		pages[index].state = PAGE_INSIDE;
		index &= ~(1u << order);
	}
	block_link(index, order);
}

/* Takes the smallest block that is large enough and cuts it down to size. */
static uint32_t block_take(unsigned int order)
{
	uint32_t fitting = nonempty >> order << order;
	unsigned int from;
	uint32_t index;

	if (!fitting)
		return NONE;
	from = (unsigned int)__builtin_ctz(fitting);
	index = pages[frame_count + from].next;
	block_unlink(index);
	while (from > order) {
		from--;
		block_link(index + (1u << from), from);
	}
	return index;
}

static uint32_t list_pop(struct page_list *list)
{
	uint32_t index = list->first;

	list->first = pages[index].next;
	return index;
}

/* Turns all hot pages into free blocks, which can merge. */
static void hot_release(void)
{
	for (; hot_count; hot_count--)
		block_put(list_pop(&hot), 0);
}

static uint32_t hot_take(void)
{
	hot_count--;
	return list_pop(&hot);
}

/*
 * Takes a block of several pages. If there is none, the hot pages are merged
 * first: they may be what such a block lacks. Single pages never need that: hot
 * ones are taken first.
 */
static uint32_t block_take_large(unsigned int order)
{
	uint32_t index = block_take(order);

	if (index != NONE || !hot_count)
		return index;
	hot_release();
	return block_take(order);
}

static __force_inline phys_addr_t block_give(uint32_t index, unsigned int order)
{
	pages[index].state = PAGE_USED;
	pages[index].order = order;
	free_count -= (size_t)1 << order;
	return index_phys(index);
}

/* Is not inlined: page_alloc() stays short for the usual case, a hot page. */
static __noinline phys_addr_t block_alloc(unsigned int order)
{
	uint32_t index;

	if (order > PAGE_ORDER_MAX)
		return 0;
	index = order ? block_take_large(order) : block_take(0);
	if (index == NONE)
		return page_none ? page_none(order) : 0;
	return block_give(index, order);
}

phys_addr_t page_alloc(unsigned int order)
{
	return !order && hot_count ? block_give(hot_take(), 0) : block_alloc(order);
}

void page_free(phys_addr_t pa, unsigned int order)
{
	struct page *page = page_of(pa);

	if (page->state != PAGE_USED || page->order != order)
		panic("page_free: no block of order %u is in use at %#lx", order, (unsigned long)pa);
	free_count += (size_t)1 << order;
	if (order || hot_count == HOT_MAX) {
		block_put(page_index(page), order);
		return;
	}
	page->state = PAGE_HOT;
	page->next = hot.first;
	hot.first = page_index(page);
	hot_count++;
}

/*
 * Sorts a free list by address. Insertion sort is fast on it: a list sorted once
 * stays nearly sorted.
 */
static void list_sort(unsigned int order)
{
	uint32_t head = frame_count + order, index = pages[head].next;

	pages[head].next = pages[head].prev = head;
	while (index != head) {
		uint32_t rest = pages[index].next, below = pages[head].prev, above;

		while (below != head && below > index)
			below = pages[below].prev;
		above = pages[below].next;
		pages[index].prev = below;
		pages[index].next = above;
		pages[below].next = pages[above].prev = index;
		index = rest;
	}
}

void page_settle(void)
{
	hot_release();
	for (unsigned int order = 0; order < LISTS; order++)
		list_sort(order);
}

void page_split(phys_addr_t block)
{
	uint32_t first = page_index(page_of(block)), count = 1u << pages[first].order;

	for (uint32_t index = first; index < first + count; index++) {
		pages[index].state = PAGE_USED;
		pages[index].order = 0;
	}
}

void page_deposit(phys_addr_t block, phys_addr_t page)
{
	page_of(block)->prev = page_index(page_of(page));
}

phys_addr_t page_deposited(phys_addr_t block)
{
	return index_phys(page_of(block)->prev);
}

/* The blocks stay in use while they are listed, so their `next` is free for the list. */
void page_list_add(struct page_list *list, phys_addr_t pa)
{
	struct page *page = page_of(pa);

	page->next = list->first;
	list->first = page_index(page);
}

void page_list_free(struct page_list *list)
{
	while (list->first != NONE) {
		uint32_t index = list_pop(list);

		page_free(index_phys(index), pages[index].order);
	}
}

/* Makes a range free, as the largest aligned blocks that it consists of. */
static void range_put(const struct range *range)
{
	uint32_t index = (range->start >> PAGE_SHIFT) - first_frame;
	uint32_t end = (range->end >> PAGE_SHIFT) - first_frame;

	free_count += end - index;
	while (index < end) {
		unsigned int order = index ? (unsigned int)__builtin_ctz(index) : PAGE_ORDER_MAX;

		if (order > PAGE_ORDER_MAX)
			order = PAGE_ORDER_MAX;
		while (1u << order > end - index)
			order--;
		block_put(index, order);
		index += 1u << order;
	}
}

void page_init(void)
{
	const struct range *last = &early_ram.range[early_ram.count - 1];
	uint64_t span;

	first_frame = ALIGN_DOWN(early_ram.range[0].start >> PAGE_SHIFT, 1ull << PAGE_ORDER_MAX);
	span = (last->end >> PAGE_SHIFT) - first_frame;
	if (span > NONE - LISTS)
		panic("physical memory spans %#lx pages, expected under 2^32", (unsigned long)span);
	frame_count = span;
	pages = phys_to_virt(early_alloc((span + LISTS) * sizeof(struct page)));
	for (uint32_t head = frame_count; head < frame_count + LISTS; head++)
		pages[head].next = pages[head].prev = head;
	for (unsigned int i = 0; i < early_free.count; i++)
		range_put(&early_free.range[i]);
	page_total_count = free_count;
}
