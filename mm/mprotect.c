/*
 * mprotect: cuts mappings where the range begins and ends, gives them their new
 * permissions, and joins them with neighbours that are equal then. As on Linux,
 * a hole in the range gives -ENOMEM after all that lies before the hole was
 * changed. Next: mappings.c, pagetable.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

#define PROT_GROWS ((unsigned long)(PROT_GROWSDOWN | PROT_GROWSUP))

/* A range that is to change: the mappings from first to last hold [start, end) without a hole. */
struct span {
	struct vma *first, *last;
	uintptr_t start, end;
	bool touched; /* pages of a mapping in it may be present */
};

/* Makes Linux's checks of one mapping. Private memory that becomes writable must be affordable. */
static int span_check(const struct vma *vma, size_t length, int prot)
{
	if (prot & PROT_WRITE && vma->flags & VMA_READONLY)
		return -EACCES;
	if (!(vma->prot & PROT_WRITE || vma->flags & VMA_SHARED) &&
	    !mapping_affordable(length, prot, vma->flags))
		return -ENOMEM;
	return 0;
}

/*
 * Finds as much of the range as is mapped without a hole and may have these
 * permissions; that may be nothing. first must hold start. If it stops before
 * the end, it returns the reason.
 */
static int span_find(struct span *span, int prot)
{
	struct vma *vma = span->first;
	uintptr_t end = span->end;

	span->end = span->start;
	for (;; vma = vma->next) {
		uintptr_t from = span->end, to = vma->end < end ? vma->end : end;
		int error = span_check(vma, to - from, prot);

		if (error)
			return error;
		span->last = vma;
		span->end = to;
		span->touched |= vma->touched;
		if (to == end)
			return 0;
		if (vma->next->start != to)
			return -ENOMEM;
	}
}

/*
 * Moves the border between a mapping and its neighbour, if the span is one end
 * of that mapping and becomes equal to the neighbour. An allocator that makes
 * its reservation usable bit by bit does just that. It needs no memory, and no
 * gap changes.
 */
static bool border_move(const struct span *span, int prot)
{
	struct vma *vma = span->first, *prev = vma->prev, *next = vma->next;
	uint32_t mode = vma_mode(prot, vma->flags);

	if (vma != span->last || (vma->start == span->start) == (vma->end == span->end))
		return false;
	if (vma->start == span->start && prev->end == vma->start &&
	    vma_equal(prev, mode, vma->backing)) {
		prev->touched |= vma->touched;
		prev->end = vma->start = span->end;
		return true;
	}
	if (vma->end == span->end && next->start == vma->end &&
	    vma_equal(next, mode, vma->backing)) {
		next->touched |= vma->touched;
		vma->end = next->start = span->start;
		return true;
	}
	return false;
}

/* Cuts the first and the last mapping at the ends of the span, if their permissions change. */
static int span_cut(struct span *span, int prot)
{
	struct vma *first = span->first;

	if (first->start < span->start && first->prot != prot) {
		span->first = mapping_split(first, span->start);
		if (!span->first)
			return -ENOMEM;
		if (span->last == first)
			span->last = span->first;
	}
	if (span->last->end > span->end && span->last->prot != prot &&
	    !mapping_split(span->last, span->end)) {
		mapping_join(span->first); /* undoes the first cut */
		return -ENOMEM;
	}
	return 0;
}

/*
 * Sets the permissions. Each mapping is joined with the one below, the last
 * also with the one above.
 */
static void span_change(const struct span *span, int prot)
{
	struct vma *vma = span->first;

	while (vma->start < span->end) {
		vma->prot = prot;
		vma = mapping_join(vma)->next;
	}
	mapping_join(vma);
}

/* Changes the mappings first, their pages last. Returns the error of what lies past span.end. */
static long span_protect(struct vma *first, uintptr_t start, uintptr_t end, int prot)
{
	struct span span = { .first = first, .start = start, .end = end };
	int error = span_find(&span, prot);

	if (span.end == start)
		return error;
	if (!border_move(&span, prot)) {
		if (span_cut(&span, prot))
			return -ENOMEM;
		span_change(&span, prot);
	}
	if (span.touched)
		pagetable_protect(start, span.end, prot);
	return error;
}

long mm_protect(uintptr_t addr, size_t length, unsigned long prot)
{
	unsigned long grows = prot & PROT_GROWS;
	uintptr_t end = addr + ALIGN_UP(length, PAGE_SIZE);
	struct vma *vma = vma_find(addr);

	if (grows == PROT_GROWS || addr % PAGE_SIZE)
		return -EINVAL;
	if (!length)
		return 0;
	if (end <= addr)
		return -ENOMEM;
	if (prot & ~(PROT_KEPT | PROT_SEM | PROT_GROWS))
		return -EINVAL;
	if (vma->start > (grows & PROT_GROWSDOWN ? end - 1 : addr))
		return -ENOMEM;
	if (grows & PROT_GROWSUP || (grows && !(vma->flags & VMA_GROWSDOWN)))
		return -EINVAL; /* nothing here grows upwards */
	return span_protect(vma, grows ? vma->start : addr, end, prot & PROT_KEPT);
}

SYSCALL_DEFINE3(mprotect, unsigned long, addr, unsigned long, length, unsigned long, prot)
{
	return mm_protect(untagged_address(addr), length, prot);
}
