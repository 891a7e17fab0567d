/*
 * The memory of a mapping that is not private and anonymous: a file's bytes, or
 * memory that all who map it share. Next: mm/object.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef MM_OBJECT_H
#define MM_OBJECT_H

#include "include/compiler.h"

#include <stdbool.h>

/*
 * A file or shared memory that mappings show. Each mapping of a file has copies
 * of its pages: nobody can write the file, so nobody can tell. Shared memory
 * has one page for each place.
 */
struct object {
	const char *file; /* its bytes; NULL: shared memory, which ends with its last backing */
	size_t size;	  /* in bytes; pages past the end cannot be mapped */
	uint32_t refs;	  /* how many backings */
	unsigned int level; /* of tree: spans as much as a page-table entry of that level */
	uint64_t tree;	  /* of shared memory: the entry that leads to its pages, or 0 */
};

/* The place of an object in the address space; mappings next to each other share it. */
struct backing {
	struct object *object;
	uintptr_t origin; /* where the object's first byte would be; may wrap below 0 */
	uint32_t refs;	  /* how many mappings */
};

/* Makes shared memory, empty and without references. Returns NULL without memory. */
struct object *object_create(size_t size);
/*
 * Places an object, with one reference. Returns NULL without memory; an object
 * that nobody else uses is gone then.
 */
struct backing *backing_create(struct object *object, uintptr_t origin);
void backing_put(struct backing *backing);

static inline void backing_get(struct backing *backing)
{
	if (backing)
		backing->refs++;
}

/* Says whether both show the same bytes at the same addresses. */
static inline bool backing_equal(const struct backing *a, const struct backing *b)
{
	return a && b && a->object == b->object && a->origin == b->origin;
}

/*
 * Makes the pages of [start, end) present under prot. Returns 0, -ENXIO past the
 * object's end, or -ENOMEM.
 */
int backing_populate(const struct backing *backing, uintptr_t start, uintptr_t end, int prot);
/* Says whether the page at va could be mapped without reading or clearing anything. */
bool backing_resident(const struct backing *backing, uintptr_t va);
/* Frees the pages of shared memory in [start, end). No mapping may have them present. */
void backing_discard(const struct backing *backing, uintptr_t start, uintptr_t end);

#endif
