/*
 * mremap: makes a mapping shorter or longer, or moves it with its pages. The
 * checks are in Linux's order. If memory runs out, everything is as it was
 * before the move. Next: mappings.c, pagetable_move.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>

/* A move: [from, from + length) of vma goes to [to, to + new_length), right below next. */
struct move {
	struct vma *vma, *next;
	uintptr_t from, to;
	size_t length, new_length;
	bool keep; /* MREMAP_DONTUNMAP: the old mapping stays, without its pages */
};

/* Says whether [from, from + length) of vma can be resized to new_length. */
static int check_resize(const struct vma *vma, uintptr_t from, size_t length, size_t new_length)
{
	if (vma->start > from)
		return -EFAULT;
	if (!length && !(vma->flags & (VMA_SHARED | VMA_READONLY)))
		return -EINVAL; /* a length of 0 asks for a second mapping: of shared memory only */
	if (length > vma->end - from)
		return -EFAULT;
	if (new_length > length && !mapping_affordable(new_length - length, vma->prot, vma->flags))
		return -ENOMEM;
	return 0;
}

/* Makes [from, from + length) a mapping of its own, so that it can move. Returns it, or NULL. */
static struct vma *move_cut(const struct move *move)
{
	struct vma *vma = move->vma;
	uintptr_t end = move->from + move->length;

	if (vma->end > end && !mapping_split(vma, end))
		return NULL;
	if (vma->start == move->from)
		return vma;
	vma = mapping_split(vma, move->from);
	if (!vma)
		mapping_join(move->vma->next); /* undoes the first cut */
	return vma;
}

/*
 * Makes the backing for the new place, NULL if the mapping has none. Returns
 * false without memory.
 */
static bool move_backing(const struct move *move, struct backing **backing)
{
	struct backing *old = move->vma->backing;

	*backing = NULL;
	if (!old)
		return true;
	*backing = backing_create(old->object, old->origin + (move->to - move->from));
	return *backing;
}

/* Lets the mapping follow its pages. It is a mapping of its own by now, so no memory is needed. */
static void move_mapping(const struct move *move, struct vma *vma, struct backing *backing)
{
	struct vma *next;

	vma_erase(vma);
	backing_put(vma->backing);
	vma->backing = backing;
	vma->start = move->to;
	vma->end = move->to + move->new_length;
	next = vma_find(move->to);
	vma_insert(vma, next);
	mapping_join(next);
	mapping_join(vma);
}

/* Moves the pages, and the mapping with them. */
static int move_whole(const struct move *move, struct backing *backing)
{
	struct vma *vma = move_cut(move);
	int error = vma ? 0 : -ENOMEM;

	if (!error && vma->touched)
		error = pagetable_move(move->from, move->to, move->length);
	if (!error) {
		move_mapping(move, vma, backing);
		return 0;
	}
	if (vma) { /* undoes the cuts */
		mapping_join(vma->next);
		mapping_join(vma);
	}
	backing_put(backing);
	return error;
}

/* Makes a second mapping of the same, and moves the pages to it, if there are any to move. */
static int move_copy(const struct move *move, struct backing *backing)
{
	uintptr_t end = move->to + move->new_length;
	bool touched = move->vma->touched; /* joined with the new one, it may be gone */
	long result = mapping_add(move->next, move->to, end, move->vma->mode, backing);
	int error = 0;

	backing_put(backing);
	if (result < 0)
		return result;
	if (touched && move->length)
		error = pagetable_move(move->from, move->to, move->length);
	if (error)
		mapping_remove(move->to, end);
	else
		vma_find(move->to)->touched = true;
	return error;
}

/* Makes the part that was added present if the mapping is locked: all of it must be present. */
static void populate_added(uintptr_t from, uintptr_t to)
{
	struct vma *vma = vma_find(from);

	if (vma->flags & VMA_LOCKED && vma->prot && from < to)
		mapping_populate(vma, from, to);
}

static long move_do(const struct move *move)
{
	struct backing *backing;
	int error;

	if (!move_backing(move, &backing))
		return -ENOMEM;
	error = (move->keep || !move->length ? move_copy : move_whole)(move, backing);
	if (error)
		return error;
	populate_added(move->to + move->length, move->to + move->new_length);
	return (long)move->to;
}

/* Moves to new_addr: exactly there with MREMAP_FIXED; with MREMAP_DONTUNMAP alone it is a hint. */
static long remap_to(struct move *move, uintptr_t new_addr, int flags)
{
	int place = flags & MREMAP_FIXED ? MAP_FIXED : 0, error = 0;
	long to;

	if (new_addr % PAGE_SIZE || move->new_length > TASK_SIZE ||
	    new_addr > TASK_SIZE - move->new_length)
		return -EINVAL;
	if (move->from + move->length > new_addr && new_addr + move->new_length > move->from)
		return -EINVAL; /* the ranges overlap */
	if (flags & MREMAP_FIXED)
		error = mm_unmap(new_addr, move->new_length);
	if (!error && move->length > move->new_length) {
		error = mm_unmap(move->from + move->new_length, move->length - move->new_length);
		move->length = move->new_length;
	}
	move->vma = vma_find(move->from); /* the calls above may have cut or freed it */
	if (!error)
		error = check_resize(move->vma, move->from, move->length, move->new_length);
	if (error)
		return error;
	to = mapping_place(new_addr, move->new_length, place, &move->next);
	if (to < 0)
		return to;
	move->to = (uintptr_t)to;
	return move_do(move);
}

/* Says whether vma can grow by so much where it is. As on Linux no guard gap stops it. */
static bool can_extend(const struct vma *vma, size_t by)
{
	return by <= TASK_SIZE - vma->end && vma->end + by <= vma->next->start;
}

/* Grows vma by so many bytes, which are free. */
static long extend(struct vma *vma, uintptr_t from, size_t by)
{
	uintptr_t end = vma->end;

	vma->end += by;
	vma_gap_update(vma->next);
	mapping_join(vma->next);
	populate_added(end, end + by);
	return (long)from;
}

/* Resizes a mapping where it is; moves it only if it has no room there and may move. */
static long remap(struct move *move, int flags)
{
	size_t added = move->new_length - move->length;
	long to;
	int error;

	if (move->length >= move->new_length) {
		error = 0;
		if (move->length > move->new_length)
			error = mm_unmap(move->from + move->new_length,
					 move->length - move->new_length);
		return error ? error : (long)move->from;
	}
	error = check_resize(move->vma, move->from, move->length, move->new_length);
	if (error)
		return error;
	if (move->length == move->vma->end - move->from && can_extend(move->vma, added))
		return extend(move->vma, move->from, added);
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	to = mapping_place(0, move->new_length, 0, &move->next);
	if (to < 0)
		return to;
	move->to = (uintptr_t)to;
	return move_do(move);
}

SYSCALL_DEFINE5(mremap, unsigned long, addr, unsigned long, length, unsigned long, new_length,
		unsigned long, flags, unsigned long, new_addr)
{
	struct move move = {
		.from = untagged_address(addr),
		.length = ALIGN_UP(length, PAGE_SIZE),
		.new_length = ALIGN_UP(new_length, PAGE_SIZE),
		.keep = flags & MREMAP_DONTUNMAP,
	};

	if (flags & ~(unsigned long)(MREMAP_FIXED | MREMAP_MAYMOVE | MREMAP_DONTUNMAP))
		return -EINVAL;
	if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (flags & MREMAP_DONTUNMAP && length != new_length)
		return -EINVAL;
	if (move.from % PAGE_SIZE || !move.new_length)
		return -EINVAL;
	move.vma = vma_find(move.from);
	if (move.vma->start > move.from)
		return -EFAULT;
	if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))
		return remap_to(&move, new_addr, flags);
	return remap(&move, flags);
}
