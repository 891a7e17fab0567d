/*
 * The changes that all memory calls are made of: mappings added, removed, cut
 * and joined. Neighbours that are equal are one mapping, as on Linux. What can
 * fail fails before anything has changed. Next: tree.c, pagetable.c.
 * SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

static struct cache vma_cache = CACHE_INIT(sizeof(struct vma));

/* Takes a reference to the backing. */
static struct vma *vma_new(uintptr_t start, uintptr_t end, uint32_t mode,
			struct backing *backing)
{
	struct vma *vma = cache_alloc(&vma_cache);

	if (!vma)
		return NULL;
	vma->start = start;
	vma->end = end;
	vma->mode = mode;
	vma->touched = false;
	vma->backing = backing;
	backing_get(backing);
	return vma;
}

static void vma_delete(struct vma *vma)
{
	vma_erase(vma);
	backing_put(vma->backing);
	cache_free(&vma_cache, vma);
}

int mapping_add(struct vma *next, uintptr_t start, uintptr_t end, uint32_t mode,
		struct backing *backing)
{
	struct vma *prev = next->prev, *vma;
	bool joins_prev = prev->end == start && vma_equal(prev, mode, backing);
	bool joins_next = next->start == end && vma_equal(next, mode, backing);

	if (joins_prev) {
		prev->end = end;
		if (joins_next)
			mapping_join(next);
		else
			vma_gap_update(next);
		return 0;
	}
	if (joins_next) {
		next->start = start;
		vma_gap_update(next);
		return 0;
	}
	vma = vma_new(start, end, mode, backing);
	if (!vma)
		return -ENOMEM;
	vma_insert(vma, next);
	return 0;
}

struct vma *mapping_split(struct vma *vma, uintptr_t addr)
{
	struct vma *upper = vma_new(addr, vma->end, vma->mode, vma->backing);

	if (!upper)
		return NULL;
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

int mapping_remove(uintptr_t start, uintptr_t end)
{
	struct vma *vma = vma_find(start), *next;
	bool touched = false;

	if (vma->start >= end)
		return 0;
	if (vma->start < start) {
		/* Where it also ends above, the part in between is left to the loop. */
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

/* A spare one is at hand before anything goes: freed again, it is there for mapping_add(). */
int mapping_replace(uintptr_t start, uintptr_t end, uint32_t mode, struct backing *backing)
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
			mapping_join(vma->next);
			return NULL;
		}
		vma = upper;
	}
	vma->flags = flags;
	mapping_join(vma->next);
	return mapping_join(vma);
}
