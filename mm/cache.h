/* What a slab is, and the shortest way to an object in it. Next: mm/cache.c. SPDX-License-Identifier: MIT */
#ifndef MM_CACHE_H
#define MM_CACHE_H

#include "mm/mm.h"

/* At the start of its pages; what follows it is aligned for any object. */
struct slab {
	struct cache *cache;
	void *free;		  /* objects, each holding the address of the next */
	struct slab *next, *prev; /* of those with free objects; the first may be full */
	unsigned int used;
	bool listed;
} __aligned_to(64);

/* All that ever had a slab. */
extern struct cache *caches;
/* Not NULL: asked in place of cache_grow() where a cache has no free object (fail.c). */
extern bool (*cache_none)(struct cache *cache);
/* Another slab. False: no memory. */
bool cache_grow(struct cache *cache);
/* Gives back the slabs without objects in use, and sorts the others by address. */
void cache_settle(struct cache *cache);
/* Takes all free objects aside, and lets at most n be free again. */
void cache_withhold(struct cache *cache);
void cache_return(struct cache *cache, size_t n);

/* An object of the slab that serves next, without a call; NULL where it has none left. */
static inline void *cache_take(struct cache *cache)
{
	struct slab *slab = cache->partial;
	void *object = likely(slab) ? slab->free : NULL;

	if (likely(object)) {
		slab->free = *(void **)object;
		slab->used++;
	}
	return object;
}

#endif
