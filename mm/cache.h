/*
 * A slab, and the shortest way to an object in it. Next: mm/cache.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef MM_CACHE_H
#define MM_CACHE_H

#include "mm/mm.h"

/* A block of pages cut into objects. This is its start; the objects after it are aligned. */
struct slab {
	struct cache *cache;
	void *free;		  /* objects, each holding the address of the next */
	struct slab *next, *prev; /* slabs with free objects; the first may be full */
	unsigned int used;
	bool listed;
} __aligned_to(64);

/* All caches that ever had a slab. */
extern struct cache *caches;
/* If not NULL, it is called instead of cache_grow() when a cache has no free object (fail.c). */
extern bool (*cache_none)(struct cache *cache);
/* Adds a slab to the cache. Returns false without memory. */
bool cache_grow(struct cache *cache);
/* Gives back the slabs that have no object in use, and sorts the others by address. */
void cache_settle(struct cache *cache);
/* Takes all free objects out of use (fail.c); cache_return() makes at most n of them free again. */
void cache_withhold(struct cache *cache);
void cache_return(struct cache *cache, size_t n);

/*
 * Takes an object from the cache's first slab, without a call. Returns NULL if
 * that slab has none left.
 */
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
