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

bool fd_is_open(unsigned int fd)
{
	return fd == 1;
}

bool fd_can_read(unsigned int fd)
{
	return fd_is_open(fd);
}

bool fd_can_write(unsigned int fd)
{
	return fd_is_open(fd);
}

struct object *fd_object(unsigned int fd)
{
	(void)fd;
	return NULL;
}

/* All shared memory is one: the model joins neighbours that are shared. */
static struct object shared;
static struct backing shared_backing = { .object = &shared };

struct object *object_create(size_t size)
{
	(void)size;
	return &shared;
}

struct backing *backing_create(struct object *object, uintptr_t origin)
{
	assert_ptr_equal(object, &shared);
	(void)origin;
	return &shared_backing;
}

void backing_put(struct backing *backing)
{
	(void)backing;
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
	assert_ptr_equal(backing, &shared_backing);
	return pagetable_populate(start, end, prot);
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
