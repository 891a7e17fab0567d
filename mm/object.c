/*
 * The memory of file mappings and of shared mappings. Shared memory keeps its
 * pages in tables like the CPU's, by their place in it; the CPU never uses
 * these tables. Before: fault.c. Next: pagetable.c.
 * SPDX-License-Identifier: MIT
 */
#include "mm/object.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "mm/table.h"

#include <linux/errno.h>

static struct cache object_cache = CACHE_INIT(sizeof(struct object));
static struct cache backing_cache = CACHE_INIT(sizeof(struct backing));

/* Returns the level of a table that spans so many bytes. */
static unsigned int level_for(size_t size)
{
	unsigned int level = 1;

	while (pt_span(level + 1) < size)
		level++;
	return level;
}

struct object *object_create(size_t size)
{
	struct object *object = cache_alloc(&object_cache);

	if (object)
		*object = (struct object){ .size = size, .level = level_for(size) };
	return object;
}

/*
 * Drops a reference. Shared memory is freed with its last one; a file's object is
 * part of its inode.
 */
static void object_put(struct object *object)
{
	if (--object->refs || object->file)
		return;
	if (object->tree) {
		table_clear(phys_to_virt(object->tree), object->level, 0, object->size);
		page_free(object->tree, 0);
	}
	cache_free(&object_cache, object);
}

/* Takes the reference first, so that object_put() frees a new object if there is no memory. */
struct backing *backing_create(struct object *object, uintptr_t origin)
{
	struct backing *backing = cache_alloc(&backing_cache);

	object->refs++;
	if (backing)
		*backing = (struct backing){ .object = object, .origin = origin, .refs = 1 };
	else
		object_put(object);
	return backing;
}

void backing_put(struct backing *backing)
{
	if (!backing || --backing->refs)
		return;
	object_put(backing->object);
	cache_free(&backing_cache, backing);
}

/*
 * Returns a page's entry in the tables of shared memory. NULL: it has none; with
 * `make`, no memory.
 */
static uint64_t *shared_slot(struct object *object, size_t offset, bool make)
{
	if (!object->tree && make) {
		object->tree = page_alloc(0);
		if (!object->tree)
			return NULL;
		page_clear(phys_to_virt(object->tree));
		page_of(object->tree)->used = 0;
	}
	if (!object->tree)
		return NULL;
	return (make ? slot_make : slot_find)(phys_to_virt(object->tree), object->level, offset, 1);
}

static int shared_populate(struct object *object, size_t offset, uintptr_t va, int prot)
{
	uint64_t *slot = shared_slot(object, offset, true);
	phys_addr_t page;

	if (!slot)
		return -ENOMEM;
	if (!*slot) {
		page = page_alloc(0);
		if (!page)
			return -ENOMEM;
		page_clear(phys_to_virt(page));
		slot_fill(slot, pte_user(page, PROT_NONE)); /* not present: no TLB may hold it */
	}
	return pagetable_map(va, pte_phys(*slot), prot, true);
}

/* Copies a page of the file. Past the file's end, the rest of its last page is zero. */
static int file_populate(struct object *object, size_t offset, uintptr_t va, int prot)
{
	phys_addr_t page = page_alloc(0);
	size_t n = object->size - offset < PAGE_SIZE ? object->size - offset : PAGE_SIZE;
	char *to;
	int error;

	if (!page)
		return -ENOMEM;
	to = phys_to_virt(page);
	if (n < PAGE_SIZE)
		page_clear(to);
	memcpy(to, object->file + offset, n);
	error = pagetable_map(va, page, prot, false);
	if (error)
		page_free(page, 0);
	return error;
}

int backing_populate(const struct backing *backing, uintptr_t start, uintptr_t end, int prot)
{
	struct object *object = backing->object;
	int error = 0;

	for (uintptr_t va = start; va < end && !error; va += PAGE_SIZE) {
		const uint64_t *slot = pagetable_find(va);
		size_t offset = va - backing->origin;

		if (slot && *slot)
			continue;
		if (offset >= object->size)
			return -ENXIO;
		error = (object->file ? file_populate : shared_populate)(object, offset, va, prot);
	}
	return error;
}

bool backing_resident(const struct backing *backing, uintptr_t va)
{
	struct object *object = backing->object;
	size_t offset = va - backing->origin;
	const uint64_t *slot;

	if (offset >= object->size)
		return false;
	slot = object->file ? NULL : shared_slot(object, offset, false);
	return object->file || (slot && *slot);
}

void backing_discard(const struct backing *backing, uintptr_t start, uintptr_t end)
{
	const struct object *object = backing->object;
	size_t from = start - backing->origin, to = end - backing->origin;

	if (to > object->size)
		to = object->size;
	if (object->tree && from < to)
		table_clear(phys_to_virt(object->tree), object->level, from, to);
}
