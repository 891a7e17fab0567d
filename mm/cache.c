/*
 * Objects of one size. A slab is a block of pages cut into objects, with a list
 * of its free ones; the address of an object leads to its slab. A slab without
 * objects in use goes back to the page allocator, unless it is the only one
 * with free objects. The first slab stays in the list even when it is full.
 * Both exceptions are for a caller that allocates and frees at the edge: it
 * would make or move a slab each time. Before: page.c.
 * SPDX-License-Identifier: MIT
 */
#include "mm/cache.h"
#include "lib/lib.h"
#include "mm/page.h"

/*
 * A slab is made large enough that at most an eighth of it is lost at its end,
 * if the order allows.
 */
#define SLAB_OBJECTS_WANTED 8
#define SLAB_ORDER_WANTED 3

struct cache *caches;
bool (*cache_none)(struct cache *cache);

/* Returns the order of a slab: as above, but at least one object must fit. */
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

/* A slab is aligned to its size, so rounding an object's address down finds it. */
static struct slab *slab_of(const struct cache *cache, const void *object)
{
	return (struct slab *)ALIGN_DOWN((uintptr_t)object, cache->slab_size);
}

static void slab_unlink(struct cache *cache, struct slab *slab)
{
	slab->listed = false;
	if (slab->next)
		slab->next->prev = slab->prev;
	if (slab->prev)
		slab->prev->next = slab->next;
	else
		cache->partial = slab->next;
}

/*
 * Puts a slab in front. The slab that was first leaves the list if it is full:
 * only the first may be.
 */
static void slab_link(struct cache *cache, struct slab *slab)
{
	if (cache->partial && !cache->partial->free)
		slab_unlink(cache, cache->partial);
	slab->listed = true;
	slab->next = cache->partial;
	slab->prev = NULL;
	if (slab->next)
		slab->next->prev = slab;
	cache->partial = slab;
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
	if (!cache->slab_size) { /* its first slab: from now on others must find the cache */
		cache->next = caches;
		caches = cache;
	}
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

bool cache_grow(struct cache *cache)
{
	return slab_make(cache);
}

/* Takes a full slab out of the front. Says whether there is a slab with free objects. */
static bool cache_has_free(struct cache *cache)
{
	if (cache->partial && !cache->partial->free)
		slab_unlink(cache, cache->partial);
	return cache->partial;
}

void *cache_alloc(struct cache *cache)
{
	if (!cache_has_free(cache) && !(cache_none ? cache_none(cache) : cache_grow(cache)))
		return NULL;
	return cache_take(cache);
}

/* Says whether slab is the only one with free objects. */
static bool slab_is_alone(const struct cache *cache, const struct slab *slab)
{
	const struct slab *first = cache->partial;

	if (!first->free)
		first = first->next;
	return first == slab && !slab->next;
}

void cache_free(struct cache *cache, void *object)
{
	struct slab *slab = slab_of(cache, object);

	if (slab->cache != cache)
		panic("cache_free: %p is no object of %zu bytes", object, cache->size);
	if (!slab->listed)
		slab_link(cache, slab);
	*(void **)object = slab->free;
	slab->free = object;
	slab->used--;
	if (slab->used || slab_is_alone(cache, slab))
		return;
	slab_unlink(cache, slab);
	page_free(virt_to_phys(slab), slab_order(cache->size));
}

/* Links a slab after those that lie below it. */
static void slab_link_sorted(struct cache *cache, struct slab *slab)
{
	struct slab **at = &cache->partial, *prev = NULL;

	while (*at && *at < slab) {
		prev = *at;
		at = &prev->next;
	}
	slab->prev = prev;
	slab->next = *at;
	if (slab->next)
		slab->next->prev = slab;
	*at = slab;
}

void cache_settle(struct cache *cache)
{
	struct slab *slab = cache_has_free(cache) ? cache->partial : NULL, *rest;

	cache->partial = NULL;
	for (; slab; slab = rest) {
		rest = slab->next;
		if (slab->used)
			slab_link_sorted(cache, slab);
		else
			page_free(virt_to_phys(slab), slab_order(cache->size));
	}
}

void cache_withhold(struct cache *cache)
{
	while (cache_has_free(cache)) {
		void *object = cache_take(cache);

		*(void **)object = cache->withheld;
		cache->withheld = object;
	}
}

void cache_return(struct cache *cache, size_t n)
{
	while (n-- && cache->withheld) {
		void *object = cache->withheld;

		cache->withheld = *(void **)object;
		cache_free(cache, object);
	}
}
