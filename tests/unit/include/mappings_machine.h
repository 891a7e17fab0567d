/*
 * What the mappings stand on: objects that may run out, pages that have a permission.
 * SPDX-License-Identifier: MIT
 */
#ifndef MAPPINGS_MACHINE_H
#define MAPPINGS_MACHINE_H

#include "mm/mm.h"
#include "mm/object.h"
#include "mm/page.h"
#include "mm/pagetable.h"

#include <linux/errno.h>

/* All of memory, in pages: what may be written is never promised beyond it. */
#define MODEL_PAGES 0x4000ul
/* Objects that there are, where a test does not say how many. */
#define UNLIMITED (1u << 30)

#define PRESENT_MAX 256

static unsigned int budget = UNLIMITED, live;
static bool populate_fails;
static struct {
	uintptr_t page;
	int prot;
} present[PRESENT_MAX];
static unsigned int present_count;

void *cache_alloc(struct cache *cache)
{
	if (!budget)
		return NULL;
	budget--;
	live++;
	return malloc(cache->size);
}

void cache_free(struct cache *cache, void *object)
{
	(void)cache;
	budget++;
	live--;
	free(object);
}

size_t page_total_count = MODEL_PAGES;

/* Descriptors: 1 is open, and nothing that can be mapped; 3 is a file, open for reading. */
#define FILE_FD 3

bool fd_is_open(unsigned int fd)
{
	return fd == 1 || fd == FILE_FD;
}

bool fd_can_read(unsigned int fd)
{
	return fd_is_open(fd);
}

bool fd_can_write(unsigned int fd)
{
	return fd == 1;
}

/* Objects are told apart by a number, which stands in the place of their pages. */
#define FILE_ID	     1
#define FILE_SIZE    (20 * PAGE_SIZE + 100)
#define BACKINGS_MAX 4096

static struct object file_object = { .file = "", .size = FILE_SIZE, .tree = FILE_ID };
static unsigned int last_id = FILE_ID, objects_live;
static struct backing *backings[BACKINGS_MAX];
static unsigned int backing_count;

struct object *fd_object(unsigned int fd)
{
	return fd == FILE_FD ? &file_object : NULL;
}

static bool budget_take(void)
{
	if (!budget)
		return false;
	budget--;
	return true;
}

struct object *object_create(size_t size)
{
	struct object *object = budget_take() ? malloc(sizeof(*object)) : NULL;

	if (!object)
		return NULL;
	*object = (struct object){ .size = size, .tree = ++last_id };
	objects_live++;
	return object;
}

static void object_put(struct object *object)
{
	if (--object->refs || object->file)
		return;
	free(object);
	budget++;
	objects_live--;
}

struct backing *backing_create(struct object *object, uintptr_t origin)
{
	struct backing *backing = budget_take() ? malloc(sizeof(*backing)) : NULL;

	object->refs++;
	if (!backing) {
		object_put(object);
		return NULL;
	}
	*backing = (struct backing){ .object = object, .origin = origin, .refs = 1 };
	assert_true(backing_count < BACKINGS_MAX);
	backings[backing_count++] = backing;
	return backing;
}

void backing_put(struct backing *backing)
{
	unsigned int i = 0;

	if (!backing || --backing->refs)
		return;
	while (backings[i] != backing)
		i++;
	backings[i] = backings[--backing_count];
	object_put(backing->object);
	free(backing);
	budget++;
}

uint64_t *pagetable_find(uintptr_t va)
{
	fail_msg("nobody asked for the entry of %#lx", va);
	return NULL;
}

static unsigned int present_find(uintptr_t page)
{
	unsigned int i = 0;

	while (i < present_count && present[i].page != page)
		i++;
	return i;
}

int pagetable_populate(uintptr_t start, uintptr_t end, int prot)
{
	for (uintptr_t page = start; page < end; page += PAGE_SIZE) {
		if (populate_fails && page + PAGE_SIZE == end)
			return -ENOMEM;
		if (present_find(page) < present_count || present_count == PRESENT_MAX)
			continue;
		present[present_count].page = page;
		present[present_count++].prot = prot;
	}
	return 0;
}

int backing_populate(const struct backing *backing, uintptr_t start, uintptr_t end, int prot)
{
	size_t size = ALIGN_UP(backing->object->size, PAGE_SIZE), offset = start - backing->origin;

	if (offset < size && size - offset >= end - start)
		return pagetable_populate(start, end, prot);
	if (offset < size && pagetable_populate(start, start + (size - offset), prot))
		return -ENOMEM;
	return -ENXIO;
}

/* What is in the object itself, no mapping shows. */
void backing_discard(const struct backing *backing, uintptr_t start, uintptr_t end)
{
	assert_non_null(backing);
	assert_true(start < end);
}

/* All, or none for want of tables. */
int pagetable_move(uintptr_t from, uintptr_t to, size_t length)
{
	for (unsigned int i = 0; i < present_count; i++)
		assert_false(present[i].page >= to && present[i].page < to + length);
	if (populate_fails)
		return -ENOMEM;
	for (unsigned int i = 0; i < present_count; i++)
		if (present[i].page >= from && present[i].page < from + length)
			present[i].page += to - from;
	return 0;
}

/* There is no memory in large pieces. */
void pagetable_populate_large(uintptr_t start, uintptr_t end, int prot)
{
	(void)start;
	(void)end;
	(void)prot;
}

phys_addr_t pagetable_phys(uintptr_t va)
{
	fail_msg("nobody asked where %#lx is", va);
	return 0;
}

void pagetable_unmap(uintptr_t start, uintptr_t end)
{
	for (unsigned int i = 0; i < present_count; i++)
		if (present[i].page >= start && present[i].page < end)
			present[i--] = present[--present_count];
}

void pagetable_protect(uintptr_t start, uintptr_t end, int prot)
{
	for (unsigned int i = 0; i < present_count; i++)
		if (present[i].page >= start && present[i].page < end)
			present[i].prot = prot;
}

#endif
