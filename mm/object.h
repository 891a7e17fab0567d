/*
 * What lies behind a mapping that is not private and anonymous: a file's bytes,
 * or memory that is shared by all that map it. Next: mm/object.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef MM_OBJECT_H
#define MM_OBJECT_H

#include "include/compiler.h"

#include <stdbool.h>

/*
 * A file's pages are copies of their own in every mapping: nobody can write the
 * file, so none can tell. Shared memory has one page for each place.
 */
struct object {
	const char *file; /* its bytes; NULL: shared memory, gone with its last backing */
	size_t size;	  /* in bytes; behind its last page there is nothing to be mapped */
	uint32_t refs;	  /* backings */
	unsigned int level; /* of tree: it spans what a page-table entry of that level does */
	uint64_t tree;	  /* of shared memory: the entry that leads to its pages, or 0 */
};

/* A place in the address space for an object; mappings next to each other share it. */
struct backing {
	struct object *object;
	uintptr_t origin; /* where its first byte is, or would be: may be below 0 */
	uint32_t refs;	  /* mappings */
};

/* Shared memory, empty, without references. NULL: no memory. */
struct object *object_create(size_t size);
/* An object at a place, with one reference. NULL: no memory; the object is gone then unless others use it. */
struct backing *backing_create(struct object *object, uintptr_t origin);
void backing_put(struct backing *backing);

static inline void backing_get(struct backing *backing)
{
	if (backing)
		backing->refs++;
}

static inline bool backing_equal(const struct backing *a, const struct backing *b)
{
	return a && b && a->object == b->object && a->origin == b->origin;
}

/* Makes the pages of [start, end) present under prot. -ENXIO: it ends before that, -ENOMEM. */
int backing_populate(const struct backing *backing, uintptr_t start, uintptr_t end, int prot);
/* Whether the page at va would be there without reading or clearing anything. */
bool backing_resident(const struct backing *backing, uintptr_t va);
/* Shared memory: the pages of [start, end) go; no mapping may have them present. */
void backing_discard(const struct backing *backing, uintptr_t start, uintptr_t end);

#endif
