/*
 * The mappings in order: an AVL tree by address. next and prev thread it, from
 * the lower end of the address space to the upper one. Next: gaps.c,
 * mappings.c. SPDX-License-Identifier: MIT
 */
#include "mm/vma.h"

struct avl avl_none = { .child = { &avl_none, &avl_none } };

/*
 * The lower end is only in the thread, the upper end in the tree as well: so
 * the tree is never empty.
 */
static struct vma lower_end = {
	.end = MMAP_MIN_ADDR,
	.next = &vma_upper_end,
	.flags = VMA_END,
};
static struct avl tree_head = { .child = { &vma_upper_end.node, &avl_none } };
struct vma vma_upper_end = {
	.node = { .child = { &avl_none, &avl_none }, .parent = &tree_head },
	.start = UINTPTR_MAX,
	.end = UINTPTR_MAX,
	.next = &vma_upper_end, /* vma_find() above the last byte returns the upper end, too */
	.prev = &lower_end,
	.flags = VMA_END,
	.gap = { .node = { .child = { &avl_none, &avl_none }, .parent = &gaps_head.node },
		 .pages = GAP_HUGE },
};

static struct vma *vma_of(struct avl *node)
{
	return container_of(node, struct vma, node);
}

/*
 * Goes down to the last node. That is the first mapping that ends above addr,
 * or the one right before it.
 */
struct vma *vma_find(uintptr_t addr)
{
	struct avl *node = tree_head.child[0];
	struct vma *vma;
	bool above;

	do {
		vma = vma_of(node);
		above = vma->end <= addr;
		node = node->child[above];
	} while (node != &avl_none);
	return above ? vma->next : vma;
}

static __noinline void tree_rebalance_low(struct avl *x)
{
	avl_rebalance(x, 0, NULL);
}

static __noinline void tree_rebalance_high(struct avl *x)
{
	avl_rebalance(x, 1, NULL);
}

static __noinline void tree_rebalance_shrunk(struct avl *x)
{
	avl_rebalance_shrunk(x, &tree_head, NULL, tree_rebalance_shrunk);
}

/*
 * A new node always fits as a leaf: as next's lower child if that is free;
 * otherwise as prev's upper child, since prev is then the highest node below
 * next.
 */
static __noinline void tree_insert(struct vma *vma, struct vma *prev, struct vma *next)
{
	int side = next->node.child[0] != &avl_none;

	vma->node = (struct avl)AVL_LEAF;
	avl_link(side ? &prev->node : &next->node, side, &vma->node);
	avl_grown(&vma->node, &tree_head, tree_rebalance_low, tree_rebalance_high);
}

static __noinline void tree_erase(struct vma *vma)
{
	struct avl *low = vma->node.child[0], *high = vma->node.child[1], *up = vma->node.parent;
	int side = avl_side(up, &vma->node);

	/* With both children, vma->next is the lowest node below child[1]: the heir. */
	if (low != &avl_none && high != &avl_none)
		up = avl_erase_inner(&vma->node, &vma->next->node, &side);
	else
		avl_link(up, side, low == &avl_none ? high : low);
	avl_shrunk(up, side, &tree_head, tree_rebalance_shrunk);
}

void vma_insert(struct vma *vma, struct vma *next)
{
	struct vma *prev = next->prev;

	vma->prev = prev;
	vma->next = next;
	prev->next = vma;
	next->prev = vma;
	tree_insert(vma, prev, next);
	gaps_divide(vma);
}

static struct avl *next_vma(struct avl_source *source)
{
	struct vma *vma = source->at;

	source->at = vma->next;
	return &vma->node;
}

void tree_settle(void)
{
	struct avl_source source = { next_vma, lower_end.next };
	size_t count = 1; /* the upper end */
	int height;

	for (const struct vma *vma = lower_end.next; vma != &vma_upper_end; vma = vma->next)
		count++;
	avl_link(&tree_head, 0, avl_build(&source, count, &height));
	gaps_settle(lower_end.next);
}

void vma_erase(struct vma *vma)
{
	vma->prev->next = vma->next;
	vma->next->prev = vma->prev;
	tree_erase(vma);
	gaps_unite(vma);
}
