/*
 * The changes that all memory calls are made of: add, remove, cut and join
 * mappings. Neighbours that are equal are joined to one mapping, as on Linux.
 * All that can fail is done before anything has changed. Next: tree.c,
 * pagetable.c. SPDX-License-Identifier: MIT
 */
#include "mm/cache.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

static struct cache vma_cache = CACHE_INIT(sizeof(struct vma));

/* Fills in a mapping, which takes a reference to the backing. */
static inline void vma_init(struct vma *vma, uintptr_t start, uintptr_t end, uint32_t mode,
			    struct backing *backing)
{
	vma->start = start;
	vma->end = end;
	vma->mode = mode;
	vma->touched = false;
	vma->backing = backing;
	backing_get(backing);
}

static void vma_delete(struct vma *vma)
{
	vma_erase(vma);
	if (vma->backing)
		backing_put(vma->backing);
	cache_free(&vma_cache, vma);
}

/* Makes the mapping below longer, or the one above; or joins both to one. */
static long mapping_extend(struct vma *next, uintptr_t start, uintptr_t end, bool below, bool above)
{
	struct vma *prev = next->prev;

	if (!below)
		next->start = start;
	else
		prev->end = end;
	if (below && above)
		mapping_join(next);
	else
		vma_gap_update(next);
	return (long)start;
}

static long mapping_insert(struct vma *vma, struct vma *next, uintptr_t start, uintptr_t end,
			   uint32_t mode, struct backing *backing)
{
	if (!vma)
		return -ENOMEM;
	vma_init(vma, start, end, mode, backing);
	vma_insert(vma, next);
	return (long)start;
}

/* The cache has no object ready. Not inlined: the call would cost all other cases a stack frame. */
static __noinline long mapping_insert_new(struct vma *next, uintptr_t start, uintptr_t end,
					  uint32_t mode, struct backing *backing)
{
	return mapping_insert(cache_alloc(&vma_cache), next, start, end, mode, backing);
}

long mapping_add(struct vma *next, uintptr_t start, uintptr_t end, uint32_t mode,
		 struct backing *backing)
{
	const struct vma *prev = next->prev;
	bool below = prev->end == start && vma_equal(prev, mode, backing);
	bool above = next->start == end && vma_equal(next, mode, backing);
	struct vma *vma;

	if (below || above)
		return mapping_extend(next, start, end, below, above);
	vma = cache_take(&vma_cache);
	if (unlikely(!vma))
		return mapping_insert_new(next, start, end, mode, backing);
	return mapping_insert(vma, next, start, end, mode, backing);
}

/* Both parts may have present pages: nobody knows in which part they are. */
struct vma *mapping_split(struct vma *vma, uintptr_t addr)
{
	struct vma *upper = cache_alloc(&vma_cache);

	if (!upper)
		return NULL;
	vma_init(upper, addr, vma->end, vma->mode, vma->backing);
	upper->touched = vma->touched;
	vma->end = addr;
	vma_insert(upper, vma->next);
	return upper;
}

struct vma *mapping_join(struct vma *vma)
{
	struct vma *prev = vma->prev;

	if (prev->end != vma->start || !vma_equal(prev, vma->mode, vma->backing))
		return vma;
	prev->end = vma->end;
	prev->touched |= vma->touched;
	vma_delete(vma);
	return prev;
}

/* Changes mappings first and frees pages last: by then nothing can fail. */
int mapping_remove(uintptr_t start, uintptr_t end)
{
	struct vma *vma = vma_find(start), *next;
	bool touched = false;

	if (vma->start >= end)
		return 0;
	if (vma->start < start) {
		/* If vma also ends above the range, the loop below removes the middle part. */
		if (vma->end > end && !mapping_split(vma, end))
			return -ENOMEM;
		touched = vma->touched;
		vma->end = start;
		vma = vma->next;
		vma_gap_update(vma);
	}
	for (; vma->end <= end; vma = next) {
		next = vma->next;
		touched |= vma->touched;
		vma_delete(vma);
	}
	if (vma->start < end) {
		touched |= vma->touched;
		vma->start = end;
		vma_gap_update(vma);
	}
	if (touched)
		pagetable_unmap(start, end);
	return 0;
}

/*
 * Takes a spare object before anything is removed, and frees it again: so
 * mapping_add() is sure to find one, and cannot fail half-way.
 */
long mapping_replace(uintptr_t start, uintptr_t end, uint32_t mode, struct backing *backing)
{
	void *spare = cache_alloc(&vma_cache);
	int error;

	if (!spare)
		return -ENOMEM;
	error = mapping_remove(start, end);
	cache_free(&vma_cache, spare);
	return error ? error : mapping_add(vma_find(start), start, end, mode, backing);
}

struct vma *mapping_set_flags(struct vma *vma, uintptr_t start, uintptr_t end, int flags)
{
	if (vma->flags == flags)
		return vma;
	if (vma->end > end && !mapping_split(vma, end))
		return NULL;
	if (vma->start < start) {
		struct vma *upper = mapping_split(vma, start);

		if (!upper) {
			mapping_join(vma->next); /* undoes the first cut */
			return NULL;
		}
		vma = upper;
	}
	vma->flags = flags;
	mapping_join(vma->next);
	return mapping_join(vma);
}
