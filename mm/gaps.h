/*
 * The free pages right below a mapping, as the tree of all such gaps has them.
 * Next: gaps.c, tree.c. SPDX-License-Identifier: MIT
 */
#ifndef MM_GAPS_H
#define MM_GAPS_H

#include "mm/avl.h"

struct vma;

/*
 * Gaps are counted up to this many pages (16 TiB). A huge gap, usually the one
 * that mappings are placed in, then shrinks without any node above changing; and
 * a search for more than 16 TiB looks at no more than the 15 such gaps that fit
 * in 48 bits.
 */
#define GAP_HUGE UINT32_MAX

struct gap {
	struct avl node;
	uint32_t pages;	  /* 0: there is none, and the node is in no tree */
	uint32_t most[2]; /* of all below child[0], and below child[1] */
};

extern struct gap gaps_head;

/* vma is new among its neighbours: what was free below the next one is divided. */
void gaps_divide(struct vma *vma);
/* vma is between its neighbours no more. */
void gaps_unite(struct vma *vma);
/* Builds the tree anew from the mappings in order, of which `first` is the lowest. */
void gaps_settle(struct vma *first);

#endif
