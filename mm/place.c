/*
 * Where a mapping goes: to the address that was asked for, or the highest gap.
 * Before: mmap.c. Next: tree.c. SPDX-License-Identifier: MIT
 */
#include "mm/vma.h"

#include <linux/errno.h>

/* The lowest gap of a window. One by one: few programs ask, and the window is small. */
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

/* A hint is taken where nothing is, else the highest gap is. next is the mapping above. */
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
