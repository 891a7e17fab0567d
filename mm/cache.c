/*
 * Objects of one size: blocks of pages (slabs) cut into objects, each slab with a
 * list of its free ones. A slab is found from an object by its address. One
 * without objects in use goes back to the page allocator, unless it is the only
 * one with room, so that a caller at the edge does not pay for pages each time.
 * Before: page.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "mm/mm.h"
#include "mm/page.h"

/* At the start of its pages; what follows it is aligned for any object. */
struct slab {
	struct cache *cache;
	void *free;		  /* objects, each holding the address of the next */
	struct slab *next, *prev; /* of those with free objects */
	unsigned int used;
} __aligned_to(64);

/* Large enough that what is lost at its end is an eighth at most, where pages suffice for that. */
#define SLAB_OBJECTS_WANTED 8
#define SLAB_ORDER_WANTED 3

static unsigned int slab_order(size_t size)
{
	unsigned int order = 0;

	while (order < SLAB_ORDER_WANTED &&
	       ((size_t)PAGE_SIZE << order) - sizeof(struct slab) < SLAB_OBJECTS_WANTED * size)
		order++;
	while (((size_t)PAGE_SIZE << order) - sizeof(struct slab) < size)
		order++;
	return order;
}

static struct slab *slab_of(const struct cache *cache, const void *object)
{
	return (struct slab *)ALIGN_DOWN((uintptr_t)object, cache->slab_size);
}

static void slab_link(struct cache *cache, struct slab *slab)
{
	slab->next = cache->partial;
	slab->prev = NULL;
	if (slab->next)
		slab->next->prev = slab;
	cache->partial = slab;
}

static void slab_unlink(struct cache *cache, struct slab *slab)
{
	if (slab->next)
		slab->next->prev = slab->prev;
	if (slab->prev)
		slab->prev->next = slab->next;
	else
		cache->partial = slab->next;
}

static struct slab *slab_make(struct cache *cache)
{
	unsigned int order = slab_order(cache->size);
	phys_addr_t pa = page_alloc(order);
	struct slab *slab;
	char *object;

	if (!pa)
		return NULL;
	slab = phys_to_virt(pa);
	cache->slab_size = (size_t)PAGE_SIZE << order;
	slab->cache = cache;
	slab->used = 0;
	slab->free = NULL;
	object = (char *)slab + sizeof(*slab);
	for (; object + cache->size <= (char *)slab + cache->slab_size; object += cache->size) {
		*(void **)object = slab->free;
		slab->free = object;
	}
	slab_link(cache, slab);
	return slab;
}

void *cache_alloc(struct cache *cache)
{
	struct slab *slab = cache->partial;
	void *object;

	if (!slab)
		slab = slab_make(cache);
	if (!slab)
		return NULL;
	object = slab->free;
	slab->free = *(void **)object;
	slab->used++;
	if (!slab->free)
		slab_unlink(cache, slab);
	return object;
}

void cache_free(struct cache *cache, void *object)
{
	struct slab *slab = slab_of(cache, object);

	if (slab->cache != cache)
		panic("cache_free: %p is no object of %zu bytes", object, cache->size);
	if (!slab->free)
		slab_link(cache, slab);
	*(void **)object = slab->free;
	slab->free = object;
	slab->used--;
	if (slab->used || (!slab->next && !slab->prev))
		return;
	slab_unlink(cache, slab);
	page_free(virt_to_phys(slab), slab_order(cache->size));
}
