/*
 * Moves pages to another address: their entries move, the pages stay where they
 * are in memory. Before: mremap.c. SPDX-License-Identifier: MIT
 */
#include "mm/table.h"

#include <linux/errno.h>

/*
 * Finds the first entry in [*va, end) that leads to a page. Returns it with its
 * level, and *va where it begins. Returns NULL if there is none.
 */
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

/*
 * Finds the next entry that can move as it is. A large page moves in one piece
 * only if all of it moves, and to an address where one can be; otherwise it is
 * cut.
 */
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

/* Makes all tables that the move needs. On failure it frees those that it made. */
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

/* Moves an entry. The TLB may still have the page at its old address: pagetable_move() flushes. */
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
	/* No table is missing by now, so from here on nothing can fail. */
	while ((slot = find_movable(&va, to - from, end, &level))) {
		move_entry(slot, slot_make(pagetable_root, PT_LEVELS, va - from + to, level));
		flush_add(&flush, va);
		va += pt_span(level);
	}
	flush_do(&flush);
	pagetable_unmap(from, end); /* frees tables that are empty now */
	return 0;
}
