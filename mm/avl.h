/*
 * What an AVL tree with parent pointers is made of, for those whose nodes are
 * parts of something else: links, the balance, and the rotations that keep it.
 * Which way a search goes, and what nodes know of what is below them, is the
 * tree's own: tree.c, gaps.c. SPDX-License-Identifier: MIT
 */
#ifndef MM_AVL_H
#define MM_AVL_H

#include "include/compiler.h"

struct avl {
	struct avl *child[2]; /* lower and higher; never NULL */
	struct avl *parent;
	int balance; /* height of child[1] less that of child[0] */
};

/* Stands for every child that is not there. Its parent is scratch. */
extern struct avl avl_none;

/* Without children. The head of a tree, its root's parent, has the root for its lower child. */
#define AVL_LEAF                                                                                   \
	{                                                                                          \
		.child = { &avl_none, &avl_none }                                                  \
	}

/* x has gone down to that side, under the node that is its parent now. */
typedef void avl_rotated(struct avl *x, int side);
/* avl_rebalance() or avl_rebalance_shrunk() for one tree: apart, since few changes rotate. */
typedef void avl_rebalanced(struct avl *x);

static __force_inline int avl_side(const struct avl *parent, const struct avl *node)
{
	return parent->child[1] == node;
}

static __force_inline void avl_link(struct avl *parent, int side, struct avl *node)
{
	parent->child[side] = node;
	node->parent = parent;
}

/* Hangs node where old hangs. */
static __force_inline void avl_replace(const struct avl *old, struct avl *node)
{
	avl_link(old->parent, avl_side(old->parent, old), node);
}

/* node is a copy of old, and takes its place. */
static __force_inline void avl_moved(const struct avl *old, struct avl *node)
{
	avl_replace(old, node);
	node->child[0]->parent = node;
	node->child[1]->parent = node;
}

static __force_inline void avl_rotate(struct avl *x, int side, avl_rotated *rotated)
{
	struct avl *y = x->child[!side], *middle = y->child[side];

	avl_replace(x, y);
	avl_link(x, !side, middle);
	avl_link(y, side, x);
	if (rotated)
		rotated(x, side);
}

/* x is two higher on that side, a constant: the root of the subtree once it is not. */
static __force_inline struct avl *avl_rebalance(struct avl *x, int heavy, avl_rotated *rotated)
{
	int sign = heavy ? 1 : -1;
	struct avl *y = x->child[heavy], *z = y->child[!heavy];

	if (y->balance == -sign) {
		avl_rotate(y, heavy, rotated);
		avl_rotate(x, !heavy, rotated);
		x->balance = z->balance == sign ? -sign : 0;
		y->balance = z->balance == -sign ? sign : 0;
		z->balance = 0;
		return z;
	}
	avl_rotate(x, !heavy, rotated);
	x->balance = y->balance ? 0 : sign;
	y->balance = y->balance ? 0 : -sign;
	return y;
}

/* The subtree of node, which is new, has grown by one level. */
static __force_inline void avl_grown(struct avl *node, const struct avl *head, avl_rebalanced *low,
				     avl_rebalanced *high)
{
	for (struct avl *up = node->parent; up != head; node = up, up = up->parent) {
		int balance = up->balance;

		if (avl_side(up, node)) {
			if (balance > 0)
				return high(up);
			up->balance = balance + 1;
		} else {
			if (balance < 0)
				return low(up);
			up->balance = balance - 1;
		}
		if (balance)
			return; /* the other side was the higher one */
	}
}

/* That side of node has lost one level. */
static __force_inline void avl_shrunk(struct avl *node, int side, const struct avl *head,
				      avl_rebalanced *both)
{
	while (node != head) {
		int balance = node->balance + 1 - 2 * side;

		node->balance = balance;
		if (balance & 1)
			return; /* as high as before */
		if (balance)
			return both(node);
		side = avl_side(node->parent, node);
		node = node->parent;
	}
}

/* One side of x has shrunk, and the other is two higher. */
static __force_inline void avl_rebalance_shrunk(struct avl *x, const struct avl *head,
						avl_rotated *rotated, avl_rebalanced *both)
{
	x = x->balance > 0 ? avl_rebalance(x, 1, rotated) : avl_rebalance(x, 0, rotated);
	if (!x->balance)
		avl_shrunk(x->parent, avl_side(x->parent, x), head, both);
}

/* Has both children: the lowest below child[1], the heir, takes its place. What shrank. */
static __force_inline struct avl *avl_erase_inner(struct avl *node, struct avl *heir, int *side)
{
	struct avl *shrunk = heir->parent;

	*side = shrunk == node;
	if (shrunk == node) {
		shrunk = heir;
	} else {
		avl_link(shrunk, 0, heir->child[1]);
		avl_link(heir, 1, node->child[1]);
	}
	avl_link(heir, 0, node->child[0]);
	heir->balance = node->balance;
	avl_replace(node, heir);
	return shrunk;
}

/* Gives the nodes of a tree one by one, in order. */
struct avl_source {
	struct avl *(*next)(struct avl_source *source);
	void *at;
};

/* avl.c: links the next `count` nodes to a tree that is as low as it can be. Returns its root. */
struct avl *avl_build(struct avl_source *source, size_t count, int *height);

#endif
