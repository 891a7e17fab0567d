/*
 * Pages from one place of the address space to another: their entries move, what
 * they hold stays where it is. Before: mremap.c. SPDX-License-Identifier: MIT
 */
#include "mm/table.h"

#include <linux/errno.h>

/* The first entry of that level or below in [*va, end) that leads to a page; NULL: none. *va: where it begins. */
static uint64_t *find_entry(uintptr_t *va, uintptr_t end, unsigned int *level)
{
	while (*va < end) {
		uint64_t *slot = &pagetable_root[pt_index(*va, PT_LEVELS)];

		*level = PT_LEVELS;
		while (*slot && *level > 1 && !pte_is_large(*slot)) {
			slot = &pt_below(*slot)[pt_index(*va, *level - 1)];
			--*level;
		}
		if (*slot)
			return slot;
		*va = entry_end(*va, *level, end);
	}
	return NULL;
}

uintptr_t pagetable_next(uintptr_t va, uintptr_t end, size_t *size)
{
	unsigned int level = 1;

	if (!find_entry(&va, end, &level))
		return end;
	*size = entry_end(va, level, end) - va;
	return va;
}

/* One entry at va that moves as it is: a large page in one piece only to where one can be. */
static uint64_t *find_movable(uintptr_t *va, uintptr_t to_offset, uintptr_t end, unsigned int *level)
{
	uint64_t *slot = find_entry(va, end, level);
	bool whole;

	if (!slot || *level == 1)
		return slot;
	whole = entry_end(*va, *level, end) - *va == pt_span(*level);
	if (whole && to_offset % pt_span(*level) == 0)
		return slot;
	large_split(slot, *va);
	return find_entry(va, end, level);
}

/* Tables for all that will move. On failure those that were made for nothing are gone. */
static int make_tables(uintptr_t from, uintptr_t to, size_t length)
{
	uintptr_t end = from + length;
	unsigned int level;

	for (uintptr_t va = from; find_movable(&va, to - from, end, &level); va += pt_span(level)) {
		if (slot_make(pagetable_root, PT_LEVELS, va - from + to, level))
			continue;
		pagetable_unmap(to, to + length);
		return -ENOMEM;
	}
	return 0;
}

/* The CPU may still know the page where it was. */
static void move_entry(uint64_t *from, uint64_t *to)
{
	uint64_t pte = *from;

	pte_set(from, 0);
	table_page(from)->used--;
	slot_fill(to, pte);
}

int pagetable_move(uintptr_t from, uintptr_t to, size_t length)
{
	uintptr_t end = from + length, va = from;
	struct flush flush;
	uint64_t *slot;
	unsigned int level;

	if (make_tables(from, to, length))
		return -ENOMEM;
	flush.count = 0;
	while ((slot = find_movable(&va, to - from, end, &level))) {
		move_entry(slot, slot_make(pagetable_root, PT_LEVELS, va - from + to, level));
		flush_add(&flush, va);
		va += pt_span(level);
	}
	flush_do(&flush);
	pagetable_unmap(from, end); /* tables that are empty now */
	return 0;
}
