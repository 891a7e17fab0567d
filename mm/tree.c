/*
 * The mappings in order: an AVL tree with parent pointers, threaded by next and
 * prev. Each node carries the free pages right below it and the most that any
 * node of its subtree has below it, so that the highest gap that is large enough
 * is found in one descent. Next: mappings.c. SPDX-License-Identifier: MIT
 */
#include "mm/vma.h"

/*
 * Gaps are counted up to this many pages (16 TiB). A huge gap, usually the one
 * that mappings are placed in, then shrinks without any node above changing; and
 * a search for more than 16 TiB looks at no more than the 15 such gaps that fit
 * in 48 bits.
 */
#define GAP_HUGE UINT32_MAX

/* Stands for every child that is not there. Its parent is scratch. */
static struct vma tree_none = { .child = { &tree_none, &tree_none } };

static struct vma upper_end;
static struct vma lower_end = { .end = MMAP_MIN_ADDR, .next = &upper_end, .flags = VMA_END };
static struct vma upper_end = {
	.child = { &tree_none, &tree_none },
	.start = UINTPTR_MAX,
	.end = UINTPTR_MAX,
	.prev = &lower_end,
	.flags = VMA_END,
	.gap = GAP_HUGE,
	.gap_max = GAP_HUGE,
};
static struct vma *tree_root = &upper_end;

_Static_assert((MMAP_BASE - MMAP_MIN_ADDR) >> PAGE_SHIFT > GAP_HUGE, "upper_end begins with a huge gap");

struct vma *vma_find(uintptr_t addr)
{
	struct vma *found = &upper_end;

	for (struct vma *vma = tree_root; vma != &tree_none; vma = vma->child[vma->end <= addr])
		if (vma->end > addr)
			found = vma;
	return found;
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

static uint32_t gap_max(const struct vma *vma)
{
	uint32_t low = vma->child[0]->gap_max, high = vma->child[1]->gap_max;
	uint32_t max = low > high ? low : high;

	return vma->gap > max ? vma->gap : max;
}

/* Something in the subtree of vma has become smaller: upwards, as far as that was the most. */
static void gap_lower(struct vma *vma)
{
	while (vma) {
		uint32_t old = vma->gap_max, max = gap_max(vma);

		if (max == old)
			return;
		vma->gap_max = max;
		vma = vma->parent;
		if (vma && vma->gap_max != old)
			return;
	}
}

/* A gap in the subtree of vma has become that large. */
static void gap_raise(struct vma *vma, uint32_t gap)
{
	for (; vma && vma->gap_max < gap; vma = vma->parent)
		vma->gap_max = gap;
}

void vma_gap_update(struct vma *vma)
{
	uint32_t max;

	vma->gap = gap_pages(vma);
	max = gap_max(vma);
	if (max > vma->gap_max)
		gap_raise(vma, max);
	else if (max < vma->gap_max)
		gap_lower(vma);
}

/* The gap below vma, in whose place another mapping is now, is no longer what it was. */
static inline void gap_shrunk(struct vma *vma)
{
	uint32_t old = vma->gap;

	vma->gap = vma->start == vma->prev->end ? 0 : gap_pages(vma);
	if (vma->gap_max == old)
		gap_lower(vma);
}

/* More than the count can say: each huge gap, from the top. */
static struct vma *find_huge(struct vma *vma, size_t length)
{
	struct vma *found;

	if (vma->gap_max < GAP_HUGE)
		return NULL;
	found = find_huge(vma->child[1], length);
	if (found)
		return found;
	return gap_bytes(vma) >= length ? vma : find_huge(vma->child[0], length);
}

struct vma *vma_find_gap(size_t length)
{
	size_t pages = length >> PAGE_SHIFT;
	struct vma *vma = tree_root;

	if (pages > GAP_HUGE)
		return find_huge(tree_root, length);
	if (vma->gap_max < pages)
		return NULL;
	for (;;) {
		if (vma->child[1]->gap_max >= pages)
			vma = vma->child[1];
		else if (vma->gap >= pages)
			return vma;
		else
			vma = vma->child[0];
	}
}

static void replace_child(struct vma *parent, const struct vma *old, struct vma *vma)
{
	if (parent)
		parent->child[parent->child[1] == old] = vma;
	else
		tree_root = vma;
	vma->parent = parent;
}

/* x goes down to that side, its other child takes its place. The subtree's gap_max stays. */
static __force_inline void rotate(struct vma *x, int side)
{
	struct vma *y = x->child[!side], *middle = y->child[side];

	replace_child(x->parent, x, y);
	x->child[!side] = middle;
	middle->parent = x;
	y->child[side] = x;
	x->parent = y;
	y->gap_max = x->gap_max;
	x->gap_max = gap_max(x);
}

/* x is two higher on that side, a constant: the root of the subtree once it is not. */
static __force_inline struct vma *rebalance_side(struct vma *x, int heavy)
{
	int sign = heavy ? 1 : -1;
	struct vma *y = x->child[heavy], *z = y->child[!heavy];

	if (y->balance == -sign) {
		rotate(y, heavy);
		rotate(x, !heavy);
		x->balance = z->balance == sign ? -sign : 0;
		y->balance = z->balance == -sign ? sign : 0;
		z->balance = 0;
		return z;
	}
	rotate(x, !heavy);
	x->balance = y->balance ? 0 : sign;
	y->balance = y->balance ? 0 : -sign;
	return y;
}

static struct vma *rebalance_low(struct vma *x)
{
	return rebalance_side(x, 0);
}

static struct vma *rebalance_high(struct vma *x)
{
	return rebalance_side(x, 1);
}

/* The subtree of vma has grown by one level. */
static void balance_grown(struct vma *vma)
{
	for (struct vma *up = vma->parent; up; vma = up, up = up->parent) {
		int8_t balance = up->balance;

		if (up->child[1] == vma) {
			if (balance > 0) {
				rebalance_high(up);
				return;
			}
			up->balance = balance + 1;
		} else {
			if (balance < 0) {
				rebalance_low(up);
				return;
			}
			up->balance = balance - 1;
		}
		if (balance)
			return; /* the other side was the higher one */
	}
}

/* That side of vma has lost one level. */
static void balance_shrunk(struct vma *vma, int side)
{
	while (vma) {
		struct vma *up = vma->parent;
		int up_side = up && up->child[1] == vma;

		vma->balance += side ? -1 : 1;
		if (vma->balance < -1)
			vma = rebalance_low(vma);
		else if (vma->balance > 1)
			vma = rebalance_high(vma);
		if (vma->balance)
			return; /* as high as before */
		vma = up;
		side = up_side;
	}
}

/*
 * Of two neighbours in order one has the free place between them: next below
 * itself, else prev, the highest node under next, above itself.
 */
void vma_insert(struct vma *vma, struct vma *next)
{
	struct vma *prev = next->prev;
	int side = next->child[0] != &tree_none;
	struct vma *parent = side ? prev : next;

	vma->prev = prev;
	vma->next = next;
	prev->next = vma;
	next->prev = vma;
	vma->child[0] = vma->child[1] = &tree_none;
	vma->balance = 0;
	vma->parent = parent;
	parent->child[side] = vma;
	vma->gap = vma->gap_max = vma->start == prev->end ? 0 : gap_pages(vma);
	if (vma->gap)
		gap_raise(parent, vma->gap);
	gap_shrunk(next);
	balance_grown(vma);
}

/* Puts the next one up, the lowest of the higher subtree, in vma's place; where a level was lost, and its side. */
static struct vma *erase_inner(struct vma *vma, int *side)
{
	struct vma *heir = vma->next, *shrunk = heir->parent;

	*side = shrunk == vma;
	if (shrunk == vma) {
		shrunk = heir;
	} else {
		replace_child(shrunk, heir, heir->child[1]);
		heir->child[1] = vma->child[1];
		heir->child[1]->parent = heir;
	}
	heir->child[0] = vma->child[0];
	heir->child[0]->parent = heir;
	heir->balance = vma->balance;
	heir->gap_max = vma->gap_max;
	replace_child(vma->parent, vma, heir);
	return shrunk;
}

void vma_erase(struct vma *vma)
{
	struct vma *low = vma->child[0], *high = vma->child[1], *shrunk = vma->parent;
	int side = shrunk && shrunk->child[1] == vma;

	if (low != &tree_none && high != &tree_none)
		shrunk = erase_inner(vma, &side);
	else
		replace_child(shrunk, vma, low == &tree_none ? high : low);
	vma->prev->next = vma->next;
	vma->next->prev = vma->prev;
	vma_gap_update(vma->next);
	gap_lower(shrunk);
	balance_shrunk(shrunk, side);
}
