/*
 * Gaps: the free pages right below a mapping, as a tree of all of them.
 * Next: gaps.c, tree.c. SPDX-License-Identifier: MIT
 */
#ifndef MM_GAPS_H
#define MM_GAPS_H

#include "mm/avl.h"

struct vma;

/*
 * A gap counts at most this many pages (16 TiB). Mappings are usually placed in
 * such a huge gap: it can then shrink without any change in the nodes above it. A
 * search for more than 16 TiB looks at each huge gap, and 48 bits hold only 15.
 */
#define GAP_HUGE UINT32_MAX

/* The gap below a mapping, and what its node knows of the gaps below it in the tree. */
struct gap {
	struct avl node;
	uint32_t pages;	  /* 0: there is no gap, and the node is in no tree */
	uint32_t most[2]; /* pages of the largest gap below child[0], and below child[1] */
};

extern struct gap gaps_head;

/* Divides the gap below vma->next: vma, which is new, lies in it. */
void gaps_divide(struct vma *vma);
/* Joins the gaps on both sides of vma, which has just been taken out from its neighbours. */
void gaps_unite(struct vma *vma);
/* Builds the tree anew from the mappings in order; `first` is the lowest of them. */
void gaps_settle(struct vma *first);

#endif
