/*
 * The workload's mappings: a tree of them by address (tree.c), another of those
 * with free pages below them (gaps.c), and the few changes that all memory calls
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

/* mmap() places mappings from here downwards: Linux's 128 MiB below the stack's top. */
#define MMAP_BASE (STACK_TOP - 0x8000000)
/* So much stays free below a mapping that grows down (Linux's stack_guard_gap). */
#define STACK_GUARD_GAP (256ul * PAGE_SIZE)

/* The bits of prot that a mapping keeps. */
#define PROT_KEPT (PROT_READ | PROT_WRITE | PROT_EXEC | PROT_ARCH)

#define VMA_SHARED    (1 << 0)
#define VMA_GROWSDOWN (1 << 1)
#define VMA_NORESERVE (1 << 2)
#define VMA_LOCKED    (1 << 3) /* its pages stay: a call that would drop them fails */
#define VMA_READONLY  (1 << 4) /* a shared mapping of a file, which is never open for writing */
#define VMA_END	      (1 << 5) /* marks the two ends of the address space, which are no mappings */
/* Set by madvise(). The first two are obeyed; the others only keep mappings apart, as on Linux. */
#define VMA_HUGE       (1 << 6)
#define VMA_SMALL      (1 << 7)
#define VMA_RANDOM     (1 << 8)
#define VMA_SEQUENTIAL (1 << 9)
#define VMA_DONTFORK   (1 << 10)
#define VMA_WIPEONFORK (1 << 11)
#define VMA_DONTDUMP   (1 << 12)
#define VMA_MERGEABLE  (1 << 13)

/* A mapping: [start, end). node serves the search by address, gap the search for free pages. */
struct vma {
	struct avl node;
	uintptr_t start, end;
	struct vma *next, *prev; /* neighbours by address; the two ends are among them */
	struct gap gap;		 /* the free pages right below */
	bool touched;		 /* pages of it may be present */
	union {			 /* neighbours that are equal in mode and backing are one mapping */
		struct {
			uint16_t prot, flags; /* PROT_ and VMA_ */
		};
		uint32_t mode; /* both */
	};
	struct backing *backing; /* mm/object.h; NULL: private and anonymous */
};

/* The end after the last mapping. It starts above every address and is equal to no mapping. */
extern struct vma vma_upper_end;

/*
 * tree.c. Returns the first mapping that ends above addr, or the upper end. The
 * mapping holds addr or lies above it.
 */
struct vma *vma_find(uintptr_t addr);
/* Inserts vma right below next. Their ranges must be in order. */
void vma_insert(struct vma *vma, struct vma *next);
void vma_erase(struct vma *vma);
/* Counts the gap below vma anew, after vma's start or the end of the one below has moved. */
void vma_gap_update(struct vma *vma);
/*
 * Gives both trees a shape that depends only on their mappings, not on the
 * order in which they came.
 */
void tree_settle(void);
/* gaps.c. Returns the mapping above the highest gap of that many bytes, or NULL. */
struct vma *vma_find_gap(size_t length);

/* Returns the lowest address that this mapping needs; other mappings must end below. */
static inline uintptr_t vma_start_gap(const struct vma *vma)
{
	if (likely(!(vma->flags & VMA_GROWSDOWN)))
		return vma->start;
	barrier(); /* keeps the rare case a branch, so that others do not pay for it */
	return vma->start > STACK_GUARD_GAP ? vma->start - STACK_GUARD_GAP : 0;
}

/* Returns where the gap below vma ends, as far as mmap() places mappings. */
static inline uintptr_t vma_gap_end(const struct vma *vma)
{
	uintptr_t end = vma_start_gap(vma);

	return end < MMAP_BASE ? end : MMAP_BASE;
}

static inline uint32_t vma_mode(int prot, int flags)
{
	return (uint32_t)flags << 16 | (uint32_t)prot;
}

/* Says whether vma can be one mapping with another of that mode and backing. */
static inline bool vma_equal(const struct vma *vma, uint32_t mode, const struct backing *backing)
{
	return vma->mode == mode &&
	       (vma->backing == backing || backing_equal(vma->backing, backing));
}

/*
 * place.c. Returns the address for a mapping of that length, in whole pages,
 * under these MAP_ flags. Sets *next to the mapping above the place; with
 * MAP_FIXED, to the first that is replaced. Or returns -ENOMEM, -EINVAL,
 * -EPERM, -EEXIST.
 */
long mapping_place(uintptr_t addr, size_t length, int flags, struct vma **next);

/*
 * mappings.c. Adds [start, end), which must be free, right below next, and
 * joins it with neighbours that are equal. The caller keeps its reference to
 * the backing; a new mapping takes one more. Returns start, or -ENOMEM.
 */
long mapping_add(struct vma *next, uintptr_t start, uintptr_t end, uint32_t mode,
		 struct backing *backing);
/* Like mapping_add(), but first unmaps what [start, end) holds. On -ENOMEM nothing has changed. */
long mapping_replace(uintptr_t start, uintptr_t end, uint32_t mode, struct backing *backing);
/*
 * Unmaps [start, end) and frees its pages; parts of it may have no mapping. On
 * -ENOMEM nothing has changed.
 */
int mapping_remove(uintptr_t start, uintptr_t end);
/* Cuts vma at addr, which lies inside. Returns the upper part, or NULL without memory. */
struct vma *mapping_split(struct vma *vma, uintptr_t addr);
/*
 * Joins vma with the mapping below if they touch and are equal. Returns the
 * mapping that is left.
 */
struct vma *mapping_join(struct vma *vma);
/*
 * Gives the part [start, end) of vma other flags. Returns the mapping that now
 * holds start; or NULL without memory, and nothing has changed.
 */
struct vma *mapping_set_flags(struct vma *vma, uintptr_t start, uintptr_t end, int flags);
/*
 * fault.c. Makes the pages of [start, end), a part of vma, present. Returns 0,
 * -ENXIO if its object ends before, or -ENOMEM.
 */
int mapping_populate(struct vma *vma, uintptr_t start, uintptr_t end);

/*
 * Says whether a mapping may be promised that much memory. Linux's heuristic
 * refuses more than the machine has. It always accepts MAP_NORESERVE, and a
 * private mapping that cannot be written, which takes no memory of its own.
 */
static inline bool mapping_affordable(size_t length, int prot, int flags)
{
	return length >> PAGE_SHIFT <= page_total() || flags & VMA_NORESERVE ||
	       !(flags & VMA_SHARED || prot & PROT_WRITE);
}

#endif
