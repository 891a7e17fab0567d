/*
 * Finds free address space: an AVL tree of the mappings that have free pages
 * right below them. Each node knows the largest gap on either side below it, so
 * one descent finds the highest gap that is large enough. Mappings that touch
 * the one below are not in the tree, and the kernel places one right below the
 * other. So the cost of finding a place grows with the number of gaps, not of
 * mappings. Before: tree.c. SPDX-License-Identifier: MIT
 */
#include "mm/vma.h"

/*
 * The head is its own parent, and its pages exceed any gap's. So a walk upwards
 * that corrects `most` always stops here and need not test for the root.
 */
struct gap gaps_head = {
	.node = { .child = { &vma_upper_end.gap.node, &gaps_head.node },
		  .parent = &gaps_head.node },
	.pages = UINT32_MAX,
	.most = { GAP_HUGE, UINT32_MAX },
};

_Static_assert((MMAP_BASE - MMAP_MIN_ADDR) >> PAGE_SHIFT > GAP_HUGE, "the first gap is huge");

static struct gap *gap_of(struct avl *node)
{
	return container_of(node, struct gap, node);
}

/* Returns the mapping that the gap lies below. */
static struct vma *vma_above(struct gap *gap)
{
	return container_of(gap, struct vma, gap);
}

static size_t gap_bytes(const struct vma *vma)
{
	uintptr_t low = vma->prev->end, high = vma_gap_end(vma);

	return high > low ? high - low : 0;
}

static uint32_t gap_pages(const struct vma *vma)
{
	size_t pages = gap_bytes(vma) >> PAGE_SHIFT;

	return pages < GAP_HUGE ? pages : GAP_HUGE;
}

/* Returns the pages of the largest gap in the subtree. */
static uint32_t gap_most(const struct gap *gap)
{
	uint32_t below = gap->most[0] > gap->most[1] ? gap->most[0] : gap->most[1];

	return gap->pages > below ? gap->pages : below;
}

/* Corrects `most` in the nodes above gap, whose subtree has changed, as far up as it differs. */
static void gap_settle(struct gap *gap)
{
	uint32_t most = gap_most(gap);

	for (;;) {
		struct gap *up = gap_of(gap->node.parent);
		int side = avl_side(&up->node, &gap->node);

		if (up->most[side] == most)
			return;
		up->most[side] = most;
		most = gap_most(up);
		gap = up;
	}
}

/*
 * Like gap_settle(), if the largest gap on one side of gap was `old` and is now
 * `most`, which is less.
 */
static __force_inline void gap_settle_less(struct gap *gap, int side, uint32_t old, uint32_t most)
{
	for (;;) {
		uint32_t other = gap->most[!side];
		struct gap *up;

		gap->most[side] = most;
		if (other >= old || gap->pages >= old)
			return; /* something else is as large as what went: nothing changes above */
		most = other > most ? other : most;
		most = gap->pages > most ? gap->pages : most;
		up = gap_of(gap->node.parent);
		side = avl_side(&up->node, &gap->node);
		gap = up;
	}
}

/* After a rotation: x has given a child away, and the node above it has taken x. */
static void gap_rotated(struct avl *x, int side)
{
	struct gap *down = gap_of(x), *up = gap_of(x->parent);

	down->most[!side] = up->most[side];
	up->most[side] = gap_most(down);
}

static __noinline void gap_rebalance_low(struct avl *x)
{
	avl_rebalance(x, 0, gap_rotated);
}

static __noinline void gap_rebalance_high(struct avl *x)
{
	avl_rebalance(x, 1, gap_rotated);
}

static __noinline void gap_rebalance_shrunk(struct avl *x)
{
	avl_rebalance_shrunk(x, &gaps_head.node, gap_rotated, gap_rebalance_shrunk);
}

/* Inserts a gap. On the way down each node learns that so many pages come to lie on that side. */
static void gap_insert(struct gap *gap)
{
	uintptr_t start = vma_above(gap)->start;
	struct gap *up = &gaps_head;
	uint32_t pages = gap->pages;
	int side = 0;

	for (;;) {
		struct avl *node = up->node.child[side];

		if (up->most[side] < pages)
			up->most[side] = pages;
		if (node == &avl_none)
			break;
		up = gap_of(node);
		side = vma_above(up)->start < start;
	}
	gap->node = (struct avl)AVL_LEAF;
	gap->most[0] = gap->most[1] = 0;
	avl_link(&up->node, side, &gap->node);
	avl_grown(&gap->node, &gaps_head.node, gap_rebalance_low, gap_rebalance_high);
}

/* Erases a gap with children on both sides: the next gap above takes its place in the tree. */
static __noinline void gap_erase_inner(struct gap *gap)
{
	struct avl *heir = gap->node.child[1], *shrunk;
	int side;

	while (heir->child[0] != &avl_none)
		heir = heir->child[0];
	if (heir != gap->node.child[1]) {
		gap_of(heir->parent)->most[0] = gap_of(heir)->most[1];
		gap_of(heir)->most[1] = gap->most[1];
	}
	gap_of(heir)->most[0] = gap->most[0];
	shrunk = avl_erase_inner(&gap->node, heir, &side);
	gap_settle(gap_of(shrunk));
	gap_settle(gap_of(heir));
	avl_shrunk(shrunk, side, &gaps_head.node, gap_rebalance_shrunk);
}

static void gap_erase(struct gap *gap)
{
	struct avl *low = gap->node.child[0], *high = gap->node.child[1], *up = gap->node.parent;
	int side = avl_side(up, &gap->node), child = low == &avl_none;
	uint32_t old = gap->pages, most = gap->most[child];

	gap->pages = 0;
	if (low != &avl_none && high != &avl_none)
		return gap_erase_inner(gap);
	avl_link(up, side, child ? high : low);
	gap_settle_less(gap_of(up), side, old > most ? old : most, most);
	avl_shrunk(up, side, &gaps_head.node, gap_rebalance_shrunk);
}

static void gap_set(struct gap *gap, uint32_t pages)
{
	uint32_t old = gap->pages;

	if (pages == old)
		return;
	if (!pages)
		return gap_erase(gap);
	gap->pages = pages;
	if (old)
		gap_settle(gap);
	else
		gap_insert(gap);
}

void vma_gap_update(struct vma *vma)
{
	gap_set(&vma->gap, gap_pages(vma));
}

/*
 * Gives from's place in the tree to its neighbour `to`, which has a gap of that
 * size from now on.
 */
static void gap_pass_on(struct gap *from, struct gap *to, uint32_t pages)
{
	*to = *from;
	from->pages = 0;
	to->pages = pages;
	avl_moved(&from->node, &to->node);
	gap_settle(to);
}

/* Divides a gap of which vma leaves a part free, above itself or below. */
static __noinline void gaps_divide_any(struct vma *vma)
{
	struct vma *next = vma->next;
	uint32_t pages = gap_pages(vma), rest = gap_pages(next);

	if (pages && !rest && next->gap.pages)
		return gap_pass_on(&next->gap, &vma->gap, pages);
	gap_set(&next->gap, rest);
	gap_set(&vma->gap, pages);
}

/* If vma touches both neighbours, nothing is left of the gap: one erase is all there is to do. */
void gaps_divide(struct vma *vma)
{
	struct vma *next = vma->next;

	vma->gap.pages = 0;
	if (vma->start != vma->prev->end || vma->end != next->start)
		return gaps_divide_any(vma);
	if (next->gap.pages)
		gap_erase(&next->gap);
}

static __noinline void gaps_unite_any(struct vma *vma)
{
	struct vma *next = vma->next;
	uint32_t pages = gap_pages(next);

	if (pages && !next->gap.pages)
		return gap_pass_on(&vma->gap, &next->gap, pages);
	gap_erase(&vma->gap);
	gap_set(&next->gap, pages);
}

void gaps_unite(struct vma *vma)
{
	if (vma->gap.pages)
		return gaps_unite_any(vma);
	vma_gap_update(vma->next);
}

/* Returns the first mapping from vma on that has a gap, or the upper end. */
static struct vma *with_gap(struct vma *vma)
{
	while (!vma->gap.pages && vma != &vma_upper_end)
		vma = vma->next;
	return vma;
}

static struct avl *next_gap(struct avl_source *source)
{
	struct vma *vma = with_gap(source->at);

	source->at = vma->next;
	return &vma->gap.node;
}

/* Counts `most` anew in all nodes of a subtree. Returns the largest gap in it. */
static uint32_t gap_recount(struct gap *gap)
{
	for (int side = 0; side < 2; side++) {
		struct avl *below = gap->node.child[side];

		gap->most[side] = below == &avl_none ? 0 : gap_recount(gap_of(below));
	}
	return gap_most(gap);
}

void gaps_settle(struct vma *first)
{
	struct avl_source source = { next_gap, first };
	size_t count = 0;
	int height;

	for (struct vma *vma = first;; vma = vma->next) {
		count += vma->gap.pages != 0;
		if (vma == &vma_upper_end)
			break;
	}
	avl_link(&gaps_head.node, 0, avl_build(&source, count, &height));
	gaps_head.most[0] = gap_recount(gap_of(gaps_head.node.child[0]));
}

/* Finds a gap of more pages than a node can count: looks at each huge gap, from the top. */
static struct vma *find_huge(struct gap *gap, size_t length)
{
	struct vma *found = NULL;

	if (gap->most[1] == GAP_HUGE)
		found = find_huge(gap_of(gap->node.child[1]), length);
	if (!found && gap->pages == GAP_HUGE && gap_bytes(vma_above(gap)) >= length)
		found = vma_above(gap);
	if (!found && gap->most[0] == GAP_HUGE)
		found = find_huge(gap_of(gap->node.child[0]), length);
	return found;
}

/* The higher side comes first: Linux places mappings from the top down. */
struct vma *vma_find_gap(size_t length)
{
	size_t pages = length >> PAGE_SHIFT;
	struct gap *gap = gap_of(gaps_head.node.child[0]);

	if (gaps_head.most[0] < pages)
		return pages > GAP_HUGE && gaps_head.most[0] == GAP_HUGE ? find_huge(gap, length)
									 : NULL;
	for (;;) {
		if (gap->most[1] >= pages)
			gap = gap_of(gap->node.child[1]);
		else if (gap->pages >= pages)
			return vma_above(gap);
		else
			gap = gap_of(gap->node.child[0]);
	}
}
