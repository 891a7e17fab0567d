/*
 * Makes allocations fail, for tests. Meanwhile all free pages and objects are
 * withheld: an allocation finds none, as when memory has run out, takes the
 * path for that, and that path calls the functions here. So the usual path
 * needs no test of its own. What is freed meanwhile can be allocated again, and
 * those allocations are not counted. SPDX-License-Identifier: MIT
 */
#include "mm/cache.h"
#include "mm/page.h"

/* The first `passing` of the next allocations succeed, and the `failing` after them fail. */
static unsigned long passing, failing;
static unsigned long failed;
static struct page_list withheld = { PAGE_LIST_EMPTY };

/* Decides about one allocation. */
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

/* Goes from the largest order down, so that no block is cut before it is taken. */
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

/* Gives all pages back for one allocation, which then works as it always does. */
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

/*
 * Makes one object free. If none is withheld, a new slab is made and its other
 * objects are withheld.
 */
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
