/*
 * Memory without a history: see mm_settle() in mm.h. Covered by tests/unit/mappings.c,
 * tests/unit/page.c, tests/unit/cache.c and tests/system/same_state.
 * SPDX-License-Identifier: MIT
 */
#include "mm/cache.h"
#include "mm/mm.h"
#include "mm/vma.h"

/* Caches come before pages: their empty slabs become free pages. */
void mm_settle(void)
{
	tree_settle();
	for (struct cache *cache = caches; cache; cache = cache->next)
		cache_settle(cache);
	page_settle();
}
