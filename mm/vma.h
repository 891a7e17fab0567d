/*
 * The workload's mappings: a tree of them by address (tree.c), another of those
 * with free room below them (gaps.c), and the few changes that all memory calls
 * are made of (mappings.c). SPDX-License-Identifier: MIT
 */
#ifndef MM_VMA_H
#define MM_VMA_H

#include "mm/gaps.h"
#include "mm/object.h"
#include "mm/page.h"

#include <stdbool.h>

#include <arch/layout.h>
#include <arch/mman.h>

/* Where mmap() begins to place from, downwards: Linux's 128 MiB below the stack's top. */
#define MMAP_BASE (STACK_TOP - 0x8000000)
/* What stays free below a mapping that grows down (Linux's stack_guard_gap). */
#define STACK_GUARD_GAP (256ul * PAGE_SIZE)

/* What of prot a mapping keeps. */
#define PROT_KEPT (PROT_READ | PROT_WRITE | PROT_EXEC | PROT_ARCH)

#define VMA_SHARED    (1 << 0)
#define VMA_GROWSDOWN (1 << 1)
#define VMA_NORESERVE (1 << 2)
#define VMA_LOCKED    (1 << 3) /* its pages stay: what would drop them is refused */
#define VMA_READONLY  (1 << 4) /* a file mapped shared, which is open for reading alone */
#define VMA_END	      (1 << 5) /* the two that mark the ends of the address space */
/* madvise()'s. The first two are obeyed; the others only keep mappings apart, as on Linux. */
#define VMA_HUGE       (1 << 6)
#define VMA_SMALL      (1 << 7)
#define VMA_RANDOM     (1 << 8)
#define VMA_SEQUENTIAL (1 << 9)
#define VMA_DONTFORK   (1 << 10)
#define VMA_WIPEONFORK (1 << 11)
#define VMA_DONTDUMP   (1 << 12)
#define VMA_MERGEABLE  (1 << 13)

/* A mapping, [start, end). Half of it serves the search by address, half that for room. */
struct vma {
	struct avl node;
	uintptr_t start, end;
	struct vma *next, *prev; /* by address; the ends included */
	struct gap gap;		 /* right below */
	bool touched;		 /* pages of it may be present */
	union {			 /* neighbours that are equal in mode and backing are one mapping */
		struct {
			uint16_t prot, flags; /* PROT_ and VMA_ */
		};
		uint32_t mode; /* both */
	};
	struct backing *backing; /* mm/object.h; NULL: private and anonymous */
};

/* Past the last: it starts above every address and compares equal to no mapping. */
extern struct vma vma_upper_end;

/*
 * tree.c. The first mapping that ends above addr, or the upper end: it holds addr
 * or is the next one up.
 */
struct vma *vma_find(uintptr_t addr);
/* Links vma in right below next; their ranges must be in order. */
void vma_insert(struct vma *vma, struct vma *next);
void vma_erase(struct vma *vma);
/* After the start of vma, or the end of the one below, has moved. */
void vma_gap_update(struct vma *vma);
/* Gives both trees the shape that follows from their mappings alone, whatever order they came in. */
void tree_settle(void);
/* gaps.c. The mapping with the highest gap of that many bytes right below it, or NULL. */
struct vma *vma_find_gap(size_t length);

/* The lowest address that others must leave to this mapping. */
static inline uintptr_t vma_start_gap(const struct vma *vma)
{
	if (likely(!(vma->flags & VMA_GROWSDOWN)))
		return vma->start;
	barrier(); /* what is rare is branched to, and costs others nothing */
	return vma->start > STACK_GUARD_GAP ? vma->start - STACK_GUARD_GAP : 0;
}

/* Where the free room below it ends, as far as mappings are placed there. */
static inline uintptr_t vma_gap_end(const struct vma *vma)
{
	uintptr_t end = vma_start_gap(vma);

	return end < MMAP_BASE ? end : MMAP_BASE;
}

static inline uint32_t vma_mode(int prot, int flags)
{
	return (uint32_t)flags << 16 | (uint32_t)prot;
}

/* Whether a mapping can be one with another like that. */
static inline bool vma_equal(const struct vma *vma, uint32_t mode, const struct backing *backing)
{
	return vma->mode == mode &&
	       (vma->backing == backing || backing_equal(vma->backing, backing));
}

/*
 * place.c. The address of a mapping of that length, whole pages, under these MAP_
 * flags; next is the mapping above it or, with MAP_FIXED, the first that it
 * replaces. -ENOMEM, -EINVAL, -EPERM, -EEXIST.
 */
long mapping_place(uintptr_t addr, size_t length, int flags, struct vma **next);

/*
 * mappings.c. Adds [start, end), which is free, right below next; joins it with
 * equal neighbours. The backing is lent: a mapping of its own takes a reference.
 * Returns start, or -ENOMEM.
 */
long mapping_add(struct vma *next, uintptr_t start, uintptr_t end, uint32_t mode,
		 struct backing *backing);
/* The same where others are, which go. -ENOMEM: nothing was done. */
long mapping_replace(uintptr_t start, uintptr_t end, uint32_t mode, struct backing *backing);
/* Takes [start, end) out, pages and all; what is not mapped there is no error. -ENOMEM: nothing was
 * done. */
int mapping_remove(uintptr_t start, uintptr_t end);
/* Cuts vma at addr, inside it: the upper part, or NULL without memory. */
struct vma *mapping_split(struct vma *vma, uintptr_t addr);
/* Joins vma with the one below if they touch and are equal; the one that is left. */
struct vma *mapping_join(struct vma *vma);
/* Gives [start, end) of vma other flags. NULL: no memory, nothing was done; else the mapping that
 * holds start now. */
struct vma *mapping_set_flags(struct vma *vma, uintptr_t start, uintptr_t end, int flags);
/* fault.c. Makes the pages of [start, end) of one mapping present. -ENXIO: its object ends before
 * that, -ENOMEM. */
int mapping_populate(struct vma *vma, uintptr_t start, uintptr_t end);

/*
 * Whether that much may be promised at all: Linux's heuristic refuses what exceeds
 * all of memory. Whoever may write takes memory one day, and what is shared is
 * taken for all; MAP_NORESERVE says not to ask.
 */
static inline bool mapping_affordable(size_t length, int prot, int flags)
{
	return length >> PAGE_SHIFT <= page_total() || flags & VMA_NORESERVE ||
	       !(flags & VMA_SHARED || prot & PROT_WRITE);
}

#endif
