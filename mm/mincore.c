/*
 * mincore and msync: which pages are in memory, and whether any must be written
 * back, which is never so. Next: pagetable_move.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

/* Holds the answer for so many pages; one buffer, as no thread is switched away from meanwhile. */
static unsigned char residence[PAGE_SIZE];

/* Notes pages that are not mapped: a byte is 1 if the object has the page in memory. */
static void note_absent(const struct vma *vma, unsigned char *to, uintptr_t start, uintptr_t end)
{
	for (uintptr_t va = start; va < end; va += PAGE_SIZE)
		*to++ = vma->backing && backing_resident(vma->backing, va);
}

/* Notes the pages of one mapping, a byte for each page. */
static void note_pages(const struct vma *vma, unsigned char *to, uintptr_t start, uintptr_t end)
{
	for (uintptr_t va = start; va < end;) {
		size_t size = 0;
		uintptr_t page = pagetable_next(va, end, &size);

		note_absent(vma, to, va, page);
		to += (page - va) >> PAGE_SHIFT;
		memset(to, 1, size >> PAGE_SHIFT);
		to += size >> PAGE_SHIFT;
		va = page + size;
	}
}

SYSCALL_DEFINE3(mincore, unsigned long, start, unsigned long, length, unsigned char *, user_to)
{
	size_t pages = (length >> PAGE_SHIFT) + (length % PAGE_SIZE != 0);

	start = untagged_address(start);
	if (start % PAGE_SIZE)
		return -EINVAL;
	if (!user_range_ok((void *)start, length))
		return -ENOMEM;
	if (!user_range_ok(user_to, pages))
		return -EFAULT;
	while (pages) {
		const struct vma *vma = vma_find(start);
		size_t n = (vma->end - start) >> PAGE_SHIFT;

		if (vma->start > start)
			return -ENOMEM;
		if (n > pages)
			n = pages;
		if (n > sizeof(residence))
			n = sizeof(residence);
		note_pages(vma, residence, start, start + (n << PAGE_SHIFT));
		if (copy_to_user(user_to, residence, n))
			return -EFAULT;
		start += n << PAGE_SHIFT;
		user_to += n;
		pages -= n;
	}
	return 0;
}

/* Checks the range. As on Linux, a locked page stops it, and a hole is reported at the end. */
static long sync_range(uintptr_t start, uintptr_t end, int flags)
{
	const struct vma *vma = vma_find(start);
	int hole = 0;

	for (; start < end; start = vma->end, vma = vma->next) {
		if (vma->flags & VMA_END || vma->start >= end)
			return -ENOMEM;
		if (vma->start > start)
			hole = -ENOMEM;
		if (flags & MS_INVALIDATE && vma->flags & VMA_LOCKED)
			return -EBUSY;
	}
	return hole;
}

SYSCALL_DEFINE3(msync, unsigned long, start, unsigned long, length, int, flags)
{
	uintptr_t end;

	start = untagged_address(start);
	end = start + ALIGN_UP(length, PAGE_SIZE);
	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || start % PAGE_SIZE)
		return -EINVAL;
	if (flags & MS_ASYNC && flags & MS_SYNC)
		return -EINVAL;
	return end < start ? -ENOMEM : sync_range(start, end, flags);
}
