/*
 * Allocations that fail because a test wants them to. While one is to fail, all
 * free pages and objects are withheld: whoever needs one finds none at hand, as
 * when memory has run out, and comes here by that way, which is the only one that
 * is longer for it. What is freed meanwhile is at hand again, and not counted.
 * SPDX-License-Identifier: MIT
 */
#include "mm/cache.h"
#include "mm/page.h"

static unsigned long passing, failing; /* allocations to come: so many succeed, then so many fail */
static unsigned long failed;
static struct page_list withheld = { PAGE_LIST_EMPTY };

static bool fails(void)
{
	if (passing) {
		passing--;
		return false;
	}
	if (!failing)
		return false;
	failing--;
	failed++;
	return true;
}

static phys_addr_t withheld_page(unsigned int order);

static void pages_withhold(void)
{
	for (unsigned int order = PAGE_ORDER_MAX + 1; order--;)
		for (phys_addr_t pa = page_alloc(order); pa; pa = page_alloc(order))
			page_list_add(&withheld, pa);
	page_none = withheld_page;
}

static void pages_return(void)
{
	page_none = NULL;
	page_list_free(&withheld);
}

static phys_addr_t withheld_page(unsigned int order)
{
	phys_addr_t pa;

	if (fails())
		return 0;
	pages_return();
	pa = page_alloc(order);
	pages_withhold();
	return pa;
}

/* With a new slab where none is withheld: of that, all but the one that was asked for are. */
static bool withheld_object(struct cache *cache)
{
	if (fails())
		return false;
	if (!cache->withheld && !cache_grow(cache))
		return false;
	cache_withhold(cache);
	cache_return(cache, 1);
	return true;
}

long alloc_fail(unsigned long first, unsigned long count)
{
	unsigned long before = failed;

	pages_return();
	cache_none = NULL;
	for (struct cache *cache = caches; cache; cache = cache->next)
		cache_return(cache, SIZE_MAX);
	failed = 0;
	passing = first ? first - 1 : 0;
	failing = first ? count : 0;
	if (!first)
		return (long)before;
	for (struct cache *cache = caches; cache; cache = cache->next)
		cache_withhold(cache);
	cache_none = withheld_object;
	pages_withhold();
	return (long)before;
}
