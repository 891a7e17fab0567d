/*
 * madvise: drops pages, makes them present, or keeps advice that Linux only
 * notes. As on Linux, a hole in the range gives -ENOMEM after all else was
 * done. Next: mappings.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24 /* since Linux 5.18 */
#endif

/* A kind of advice, and what it does to the flags of a mapping. */
static const struct advice {
	int number;
	uint16_t clear, set;
	bool anonymous; /* only a private anonymous mapping may be given it */
} advices[] = {
	{ MADV_NORMAL, VMA_RANDOM | VMA_SEQUENTIAL, 0, false },
	{ MADV_RANDOM, VMA_SEQUENTIAL, VMA_RANDOM, false },
	{ MADV_SEQUENTIAL, VMA_RANDOM, VMA_SEQUENTIAL, false },
	{ MADV_DONTFORK, 0, VMA_DONTFORK, false },
	{ MADV_DOFORK, VMA_DONTFORK, 0, false },
	{ MADV_MERGEABLE, 0, VMA_MERGEABLE, false },
	{ MADV_UNMERGEABLE, VMA_MERGEABLE, 0, false },
	{ MADV_HUGEPAGE, VMA_SMALL, VMA_HUGE, false },
	{ MADV_NOHUGEPAGE, VMA_HUGE, VMA_SMALL, false },
	{ MADV_DONTDUMP, 0, VMA_DONTDUMP, false },
	{ MADV_DODUMP, VMA_DONTDUMP, 0, false },
	{ MADV_WIPEONFORK, 0, VMA_WIPEONFORK, true },
	{ MADV_KEEPONFORK, VMA_WIPEONFORK, 0, false },
};

static const struct advice *find_advice(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(advices); i++)
		if (advices[i].number == number)
			return &advices[i];
	return NULL;
}

static bool is_known(int number)
{
	switch (number) {
	case MADV_WILLNEED:
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
	case MADV_REMOVE:
	case MADV_COLD:
	case MADV_PAGEOUT:
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return true;
	default:
		return find_advice(number);
	}
}

/* Shared memory cannot be merged: as on Linux, MADV_MERGEABLE does nothing to it and succeeds. */
static int set_flags(struct vma **vma, uintptr_t start, uintptr_t end, const struct advice *advice)
{
	int flags = ((*vma)->flags & ~advice->clear) | advice->set;

	if (advice->anonymous && (*vma)->backing)
		return -EINVAL;
	if (advice->number == MADV_MERGEABLE && (*vma)->flags & (VMA_SHARED | VMA_READONLY))
		return 0;
	*vma = mapping_set_flags(*vma, start, end, flags);
	return *vma ? 0 : -EAGAIN; /* Linux's error if memory for the mapping itself runs out */
}

/* Unmaps pages. Shared memory stays with its object, and a file's bytes can be read again. */
static int drop(const struct vma *vma, uintptr_t start, uintptr_t end, int number)
{
	if (vma->flags & VMA_LOCKED && number != MADV_DONTNEED_LOCKED)
		return -EINVAL;
	if (number == MADV_FREE && vma->backing)
		return -EINVAL;
	if (vma->touched)
		pagetable_unmap(start, end);
	return 0;
}

/* Takes pages out of every mapping of the object first, then out of the object itself. */
static int discard(const struct vma *vma, uintptr_t start, uintptr_t end)
{
	const struct backing *backing = vma->backing;

	if (vma->flags & VMA_LOCKED || !backing)
		return -EINVAL;
	if (!(vma->flags & VMA_SHARED) || !(vma->prot & PROT_WRITE))
		return -EACCES;
	for (const struct vma *v = vma_find(0); !(v->flags & VMA_END); v = v->next) {
		uintptr_t shift, from, to;

		if (!v->backing || v->backing->object != backing->object)
			continue;
		/* The same bytes lie at another address in v. */
		shift = v->backing->origin - backing->origin;
		from = start + shift > v->start ? start + shift : v->start;
		to = end + shift < v->end ? end + shift : v->end;
		if (from < to)
			pagetable_unmap(from, to);
	}
	backing_discard(backing, start, end);
	return 0;
}

static int populate(struct vma *vma, uintptr_t start, uintptr_t end, int needed)
{
	int error;

	if (!(vma->prot & needed))
		return -EINVAL;
	error = mapping_populate(vma, start, end);
	return error == -ENXIO ? -EFAULT : error;
}

/* Advises a part of one mapping. Sets *vma to the mapping that holds start afterwards. */
static int advise(struct vma **vma, uintptr_t start, uintptr_t end, int number)
{
	switch (number) {
	case MADV_WILLNEED:
		return 0; /* files are in memory, and nothing is swapped */
	case MADV_COLD:
	case MADV_PAGEOUT:
		return (*vma)->flags & VMA_LOCKED ? -EINVAL : 0;
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
		return drop(*vma, start, end, number);
	case MADV_REMOVE:
		return discard(*vma, start, end);
	case MADV_POPULATE_READ:
		return populate(*vma, start, end, PROT_READ);
	case MADV_POPULATE_WRITE:
		return populate(*vma, start, end, PROT_WRITE);
	default:
		return set_flags(vma, start, end, find_advice(number));
	}
}

static long advise_range(uintptr_t start, uintptr_t end, int number)
{
	struct vma *vma = vma_find(start);
	int hole = 0;

	while (start < end) {
		int error;

		if (vma->flags & VMA_END)
			return -ENOMEM;
		if (vma->start > start) {
			hole = -ENOMEM;
			start = vma->start;
			continue;
		}
		error = advise(&vma, start, vma->end < end ? vma->end : end, number);
		if (error)
			return error;
		start = vma->end; /* past end if vma was joined with the next mapping */
		vma = vma->next;
	}
	return hole;
}

SYSCALL_DEFINE3(madvise, unsigned long, start, unsigned long, length, int, number)
{
	uintptr_t end;

	start = untagged_address(start);
	end = start + ALIGN_UP(length, PAGE_SIZE);
	if (!is_known(number) || start % PAGE_SIZE)
		return -EINVAL;
	if ((length && !ALIGN_UP(length, PAGE_SIZE)) || end < start)
		return -EINVAL;
	return advise_range(start, end, number);
}
