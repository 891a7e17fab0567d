/*
 * Finds a place for a mapping: the address that was asked for, or the highest
 * gap. Before: mmap.c. Next: tree.c. SPDX-License-Identifier: MIT
 */
#include "mm/vma.h"

#include <linux/errno.h>

/*
 * Finds the lowest gap of the low window. It looks at each mapping: the window is
 * small, and few programs ask.
 */
static long place_low(size_t length, struct vma **next)
{
	uintptr_t addr = MAP_LOW_START;
	struct vma *vma = vma_find(addr);

	for (; addr <= MAP_LOW_END - length; vma = vma->next) {
		if (vma->start > addr && addr + length <= vma_start_gap(vma)) {
			*next = vma;
			return (long)addr;
		}
		addr = vma->end;
	}
	return -ENOMEM;
}

/*
 * Takes the hint if nothing is there, else the highest gap. Sets *next to the
 * mapping above the place.
 */
static long place_anywhere(uintptr_t hint, size_t length, int flags, struct vma **next)
{
	bool low = flags & MAP_LOW;
	uintptr_t limit = low ? MAP_LOW_END : TASK_SIZE;
	uintptr_t addr = ALIGN_DOWN(hint, (uintptr_t)PAGE_SIZE);

	if (length > limit)
		return -ENOMEM;
	if (addr && addr < MMAP_MIN_ADDR)
		addr = MMAP_MIN_ADDR;
	if (addr && addr <= limit - length) {
		*next = vma_find(addr);
		if (addr + length <= vma_start_gap(*next))
			return (long)addr;
	}
	if (low)
		return place_low(length, next);
	*next = vma_find_gap(length);
	return *next ? (long)(vma_gap_end(*next) - length) : -ENOMEM;
}

/* Takes exactly that address, or fails. The errors are Linux's, in its order. */
static long place_fixed(uintptr_t addr, size_t length, int flags, struct vma **next)
{
	if (length > TASK_SIZE || addr > TASK_SIZE - length)
		return -ENOMEM;
	if (addr % PAGE_SIZE)
		return -EINVAL;
	if (addr < MMAP_MIN_ADDR)
		return -EPERM;
	*next = vma_find(addr);
	if (flags & MAP_FIXED_NOREPLACE && (*next)->start < addr + length)
		return -EEXIST;
	return (long)addr;
}

long mapping_place(uintptr_t addr, size_t length, int flags, struct vma **next)
{
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
		return place_fixed(addr, length, flags, next);
	return place_anywhere(addr, length, flags, next);
}
