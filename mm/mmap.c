/*
 * mmap: the call's checks in Linux's order, a place for the mapping, the mapping.
 * The offset is checked first, then comes what Linux calls mmap_pgoff.
 * Next: mappings.c, fault.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

/* The lowest gap of a window. One by one: few programs ask, and the window is small. */
static long mmap_place_low(size_t length, struct vma **next)
{
	uintptr_t addr = MAP_LOW_START;
	struct vma *vma = vma_find(addr);

	for (; addr <= MAP_LOW_END - length; vma = vma->next) {
		if (vma->start > addr && addr + length <= vma_start_gap(vma)) {
			*next = vma;
			return addr;
		}
		addr = vma->end;
	}
	return -ENOMEM;
}

/* A hint is taken where nothing is, else the highest gap is. next is the mapping above. */
static long mmap_place_anywhere(uintptr_t hint, size_t length, int flags, struct vma **next)
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
			return addr;
	}
	if (low)
		return mmap_place_low(length, next);
	*next = vma_find_gap(length);
	return *next ? (long)(vma_gap_end(*next) - length) : -ENOMEM;
}

static long mmap_place_fixed(uintptr_t addr, size_t length, int flags, struct vma **next)
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
	return addr;
}

/* The address of a mapping of that length, which is rounded up to pages. */
static long mmap_place(uintptr_t addr, size_t *length, int flags, struct vma **next)
{
	if (!*length)
		return -EINVAL;
	*length = ALIGN_UP(*length, PAGE_SIZE);
	if (!*length)
		return -ENOMEM;
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
		return mmap_place_fixed(addr, *length, flags, next);
	return mmap_place_anywhere(addr, *length, flags, next);
}

/* VMA_ flags of an anonymous mapping with these MAP_ flags, or -EINVAL. */
static int mmap_kept_flags(int flags)
{
	int kept = 0;

	if (flags & MAP_GROWSDOWN)
		kept |= VMA_GROWSDOWN;
	if (flags & MAP_NORESERVE)
		kept |= VMA_NORESERVE;
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		return kept & VMA_GROWSDOWN ? -EINVAL : kept | VMA_SHARED;
	case MAP_PRIVATE:
		return kept;
	default:
		return -EINVAL;
	}
}

/* MAP_LOCKED only populates: nothing is ever swapped out. */
static bool mmap_populates(int prot, int flags)
{
	if (!(prot & PROT_KEPT))
		return false;
	return flags & MAP_LOCKED || (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE;
}

/* All of the pages, or none and no mapping. */
static int mmap_populate(uintptr_t start, uintptr_t end, int prot)
{
	int error = pagetable_populate(start, end, prot);

	if (error) {
		pagetable_unmap(start, end); /* gives mapping_remove() the memory that it may need */
		mapping_remove(start, end);
	}
	return error;
}

long mm_map(uintptr_t addr, size_t length, int prot, int flags)
{
	struct vma *next;
	long start = mmap_place(addr, &length, flags, &next);
	int kept, error;

	if (start < 0)
		return start;
	kept = mmap_kept_flags(flags);
	if (kept < 0)
		return kept;
	prot &= PROT_KEPT;
	if (!mapping_affordable(length, prot, kept))
		return -ENOMEM;
	error = mapping_replace(next, start, start + length, prot, kept);
	if (!error && mmap_populates(prot, flags))
		error = mmap_populate(start, start + length, prot);
	return error ? error : start;
}

/* Of a descriptor: none of those there are can be mapped, which Linux finds out last. */
static long mmap_file(uintptr_t addr, size_t length, int flags)
{
	struct vma *next;
	long start = mmap_place(addr, &length, flags, &next);

	if (start < 0)
		return start;
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
	case MAP_SHARED_VALIDATE:
	case MAP_PRIVATE:
		return -ENODEV;
	default:
		return -EINVAL;
	}
}

/* Huge pages are no pool of their own here, as on a Linux without hugetlbfs. */
static long mmap_pgoff(uintptr_t addr, size_t length, int prot, int flags, unsigned int fd)
{
	if (!(flags & MAP_ANONYMOUS) && !fd_is_open(fd))
		return -EBADF;
	if (flags & MAP_HUGETLB)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS))
		return mmap_file(addr, length, flags);
	return mm_map(addr, length, prot, flags);
}

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, length, int, prot, int, flags, unsigned int,
		fd, unsigned long, offset)
{
	if (offset % PAGE_SIZE)
		return -EINVAL;
	return mmap_pgoff(addr, length, prot, flags, fd);
}
