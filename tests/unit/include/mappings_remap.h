/* What mremap and madvise must do to the model. SPDX-License-Identifier: MIT */
#ifndef MAPPINGS_REMAP_H
#define MAPPINGS_REMAP_H

#include "mappings_calls.h"

/* Whether [from, from + length) of the area there can come to have so much. */
static long model_resize(const struct area *a, uintptr_t from, size_t length, size_t new_length)
{
	if (!a || a->start > from)
		return -EFAULT;
	if (!length && !(a->flags & (VMA_SHARED | VMA_READONLY)))
		return -EINVAL;
	if (length > a->end - from)
		return -EFAULT;
	if (new_length > length && !model_affordable(new_length - length, a->prot, a->flags))
		return -ENOMEM;
	return 0;
}

static long model_move(struct model *m, uintptr_t from, size_t length, uintptr_t to,
		       size_t new_length, bool keep)
{
	struct area area = *model_at(m, from);

	area.start = to;
	area.end = to + new_length;
	if (area.object)
		area.origin += to - from;
	if (!keep && length)
		model_remove(m, from, from + length);
	model_add(m, area);
	return to;
}

/* What comes with a new address: what is there goes first, then what is too long. */
static long model_remap_clear(struct model *m, uintptr_t from, size_t *length, size_t new_length,
			      unsigned long flags, uintptr_t to)
{
	long error = 0;

	if (to % PAGE_SIZE || new_length > TASK_SIZE || to > TASK_SIZE - new_length)
		return -EINVAL;
	if (from + *length > to && to + new_length > from)
		return -EINVAL;
	if (flags & MREMAP_FIXED) {
		error = model_unmap(m, to, new_length);
		model_step(m);
	}
	if (!error && *length > new_length) {
		error = model_unmap(m, from + new_length, *length - new_length);
		model_step(m);
		*length = new_length;
	}
	return error;
}

static long model_remap_place(const struct model *m, unsigned long flags, uintptr_t to,
			      size_t length)
{
	long error = 0;

	if (!(flags & MREMAP_FIXED))
		return model_place(m, flags & MREMAP_DONTUNMAP ? to : 0, length, 0);
	error = model_check_fixed(m, to, length, MAP_FIXED);
	return error ? error : (long)to;
}

static long model_remap(struct model *m, uintptr_t from, size_t length, size_t new_length,
			unsigned long flags, uintptr_t to)
{
	bool to_there = flags & (MREMAP_FIXED | MREMAP_DONTUNMAP);
	bool same = length == new_length;
	const struct area *a = model_at(m, from);
	struct area *grown;
	long error = 0, place;

	length = ALIGN_UP(length, PAGE_SIZE);
	new_length = ALIGN_UP(new_length, PAGE_SIZE);
	if (flags > 7 || (to_there && !(flags & MREMAP_MAYMOVE)) ||
	    (flags & MREMAP_DONTUNMAP && !same) || from % PAGE_SIZE || !new_length)
		return -EINVAL;
	if (!a || a->start > from)
		return -EFAULT;
	if (to_there)
		error = model_remap_clear(m, from, &length, new_length, flags, to);
	else if (length > new_length)
		return (error = model_unmap(m, from + new_length, length - new_length))
			       ? error
			       : (long)from;
	else if (length == new_length)
		return from;
	a = model_at(m, from);
	if (!error)
		error = model_resize(a, from, length, new_length);
	if (error)
		return error;
	grown = &m->area[a - m->area];
	if (!to_there && length == a->end - from && new_length - length <= TASK_SIZE - a->end &&
	    (a + 1 == m->area + m->count || from + new_length <= a[1].start)) {
		grown->end = from + new_length;
		model_join(m);
		return from;
	}
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	place = model_remap_place(m, flags, to, new_length);
	if (place < 0)
		return place;
	return model_move(m, from, length, place, new_length, flags & MREMAP_DONTUNMAP);
}

/* The flags of an area that was advised so, or -errno. */
static int model_advised(const struct area *a, int advice)
{
	int f = a->flags;

	switch (advice) {
	case MADV_NORMAL:
		return f & ~(VMA_RANDOM | VMA_SEQUENTIAL);
	case MADV_RANDOM:
		return (f & ~VMA_SEQUENTIAL) | VMA_RANDOM;
	case MADV_SEQUENTIAL:
		return (f & ~VMA_RANDOM) | VMA_SEQUENTIAL;
	case MADV_DONTFORK:
		return f | VMA_DONTFORK;
	case MADV_DOFORK:
		return f & ~VMA_DONTFORK;
	case MADV_MERGEABLE:
		return f & (VMA_SHARED | VMA_READONLY) ? f : f | VMA_MERGEABLE;
	case MADV_UNMERGEABLE:
		return f & ~VMA_MERGEABLE;
	case MADV_HUGEPAGE:
		return (f & ~VMA_SMALL) | VMA_HUGE;
	case MADV_NOHUGEPAGE:
		return (f & ~VMA_HUGE) | VMA_SMALL;
	case MADV_DONTDUMP:
		return f | VMA_DONTDUMP;
	case MADV_DODUMP:
		return f & ~VMA_DONTDUMP;
	case MADV_WIPEONFORK:
		return a->object ? -EINVAL : f | VMA_WIPEONFORK;
	case MADV_KEEPONFORK:
		return f & ~VMA_WIPEONFORK;
	case MADV_FREE:
		return a->object ? -EINVAL : f;
	case MADV_REMOVE:
		if (!a->object)
			return -EINVAL;
		return f & VMA_SHARED && a->prot & PROT_WRITE ? f : -EACCES;
	case MADV_POPULATE_READ:
		return a->prot & PROT_READ ? f : -EINVAL;
	case MADV_POPULATE_WRITE:
		return a->prot & PROT_WRITE ? f : -EINVAL;
	default:
		return f;
	}
}

static const int model_advices[] = {
	MADV_NORMAL,	    MADV_RANDOM,	  MADV_SEQUENTIAL, MADV_DONTFORK,   MADV_DOFORK,
	MADV_MERGEABLE,	    MADV_UNMERGEABLE,	  MADV_HUGEPAGE,   MADV_NOHUGEPAGE, MADV_DONTDUMP,
	MADV_DODUMP,	    MADV_WIPEONFORK,	  MADV_KEEPONFORK, MADV_FREE,	    MADV_REMOVE,
	MADV_POPULATE_READ, MADV_POPULATE_WRITE,  MADV_DONTNEED,   MADV_WILLNEED,   MADV_COLD,
	MADV_PAGEOUT,	    MADV_DONTNEED_LOCKED,
};

static bool model_knows_advice(int advice)
{
	for (size_t i = 0; i < ARRAY_SIZE(model_advices); i++)
		if (model_advices[i] == advice)
			return true;
	return false;
}

/* The part of one area, from its start or `at` on; where that ends, in *at. */
static long model_advise_area(struct model *m, unsigned int i, uintptr_t *at, uintptr_t end,
			      int advice)
{
	struct area *a = &m->area[i];
	uintptr_t to = a->end < end ? a->end : end;
	int flags = model_advised(a, advice);
	bool populates = advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE;

	if (flags < 0)
		return flags;
	if (populates && model_is_behind(a, to))
		return -EFAULT;
	if (flags != a->flags) {
		model_cut(m, *at);
		model_cut(m, to);
		m->area[model_index(m, *at)].flags = flags;
		model_join(m);
	}
	*at = to;
	return 0;
}

static long model_advise(struct model *m, uintptr_t start, size_t length, int advice)
{
	uintptr_t end = start + ALIGN_UP(length, PAGE_SIZE), at = start;
	long hole = 0;

	if (!model_knows_advice(advice) || start % PAGE_SIZE || end < start ||
	    (length && !ALIGN_UP(length, PAGE_SIZE)))
		return -EINVAL;
	while (at < end) {
		unsigned int i = model_index(m, at);
		long error;

		if (i == m->count)
			return -ENOMEM;
		if (m->area[i].start > at) {
			hole = -ENOMEM;
			at = m->area[i].start;
			continue;
		}
		error = model_advise_area(m, i, &at, end, advice);
		if (error)
			return error;
		if (budget < UNLIMITED / 2)
			model_step(m);
	}
	return hole;
}

#endif
