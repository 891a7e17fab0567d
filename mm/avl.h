/*
 * The parts of an AVL tree with parent pointers, for trees whose nodes are
 * members of larger structures: links, balance, and the rotations that keep the
 * balance. Each tree (tree.c, gaps.c) decides itself which way a search goes
 * and what a node knows of the nodes below it. SPDX-License-Identifier: MIT
 */
#ifndef MM_AVL_H
#define MM_AVL_H

#include "include/compiler.h"

/* A node: a member of what the tree holds. */
struct avl {
	struct avl *child[2]; /* lower and higher; never NULL */
	struct avl *parent;
	int balance; /* height of child[1] less that of child[0] */
};

/* Stands for every child that does not exist. Anybody may overwrite its parent. */
extern struct avl avl_none;

/*
 * A node without children. The head of a tree is the root's parent, and the
 * root is its lower child.
 */
#define AVL_LEAF                                                                                   \
	{                                                                                          \
		.child = { &avl_none, &avl_none }                                                  \
	}

/* Is called after x has moved down to that side, below the node that is its parent now. */
typedef void avl_rotated(struct avl *x, int side);
/*
 * Calls avl_rebalance() or avl_rebalance_shrunk() for a tree. Each tree has it
 * as a function that is not inlined: few changes rotate, and the others should
 * not pay.
 */
typedef void avl_rebalanced(struct avl *x);

/* Returns which child of parent the node is: 0 or 1. */
static __force_inline int avl_side(const struct avl *parent, const struct avl *node)
{
	return parent->child[1] == node;
}

static __force_inline void avl_link(struct avl *parent, int side, struct avl *node)
{
	parent->child[side] = node;
	node->parent = parent;
}

/* Puts node where old hangs, below old's parent. */
static __force_inline void avl_replace(const struct avl *old, struct avl *node)
{
	avl_link(old->parent, avl_side(old->parent, old), node);
}

/* Puts node, a copy of old, in old's place. */
static __force_inline void avl_moved(const struct avl *old, struct avl *node)
{
	avl_replace(old, node);
	node->child[0]->parent = node;
	node->child[1]->parent = node;
}

/* Moves x down to that side; its child on the other side comes up in its place. */
static __force_inline void avl_rotate(struct avl *x, int side, avl_rotated *rotated)
{
	struct avl *y = x->child[!side], *middle = y->child[side];

	avl_replace(x, y);
	avl_link(x, !side, middle);
	avl_link(y, side, x);
	if (rotated)
		rotated(x, side);
}

/*
 * Rotates x, whose subtree on side `heavy` is two levels higher than the other.
 * Returns the new root of the subtree. `heavy` is a constant, so each call is
 * compiled for one side.
 */
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

/* Restores the balance after node was added: its subtree has grown by one level. */
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

/* Restores the balance after that side of node has lost one level. */
static __force_inline void avl_shrunk(struct avl *node, int side, const struct avl *head,
				      avl_rebalanced *both)
{
	while (node != head) {
		int balance = node->balance + 1 - 2 * side;

		node->balance = balance;
		if (balance & 1)
			return; /* node is as high as before: nothing above changes */
		if (balance)
			return both(node);
		side = avl_side(node->parent, node);
		node = node->parent;
	}
}

/*
 * Rotates x, one of whose sides has shrunk, so that the other is two levels
 * higher; goes on upwards.
 */
static __force_inline void avl_rebalance_shrunk(struct avl *x, const struct avl *head,
						avl_rotated *rotated, avl_rebalanced *both)
{
	x = x->balance > 0 ? avl_rebalance(x, 1, rotated) : avl_rebalance(x, 0, rotated);
	if (!x->balance)
		avl_shrunk(x->parent, avl_side(x->parent, x), head, both);
}

/*
 * Takes out node, which has both children. The heir, the lowest node below its
 * child[1], takes its place. Returns the node whose subtree shrank, and the side.
 */
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

/* The source of avl_build()'s nodes: next() returns them one by one, in order. */
struct avl_source {
	struct avl *(*next)(struct avl_source *source);
	void *at;
};

/* avl.c: builds a tree, as low as it can be, from the next `count` nodes. Returns its root. */
struct avl *avl_build(struct avl_source *source, size_t count, int *height);

#endif
