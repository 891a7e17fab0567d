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
