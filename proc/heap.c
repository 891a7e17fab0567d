/*
 * A leftist tree: no member has a smaller key than its parent, and no right
 * subtree has a higher rank than the left one beside it. So a right edge holds
 * at most log2(n + 1) members, and all work is done along right edges.
 * SPDX-License-Identifier: MIT
 */
#include "proc/heap.h"

#include <stdbool.h>

static uint32_t rank_of(const struct heap_node *n)
{
	return n ? n->rank : 0;
}

/* Puts the child of higher rank to the left. Returns whether n's own rank has changed. */
static bool order_children(struct heap_node *n)
{
	struct heap_node *left = n->left;
	uint32_t rank = n->rank;

	if (rank_of(left) < rank_of(n->right)) {
		n->left = n->right;
		n->right = left;
	}
	n->rank = rank_of(n->right) + 1;
	return n->rank != rank;
}

/*
 * Makes one tree of two. It recurses as deep as the two right edges are long
 * together: under 50 calls for a million members.
 */
static struct heap_node *join(struct heap_node *a, struct heap_node *b)
{
	struct heap_node *top = b && (!a || b->key < a->key) ? b : a;
	struct heap_node *other = top == a ? b : a;

	if (!other)
		return top;
	top->right = join(top->right, other);
	top->right->parent = top;
	order_children(top);
	return top;
}

void heap_insert(struct heap_node **heap, struct heap_node *member)
{
	member->left = member->right = NULL;
	member->rank = 1;
	*heap = join(*heap, member);
	(*heap)->parent = NULL;
}

void heap_remove(struct heap_node **heap, struct heap_node *member)
{
	struct heap_node *parent = member->parent;
	struct heap_node *in_place = join(member->left, member->right);

	if (in_place)
		in_place->parent = parent;
	if (!parent)
		*heap = in_place;
	else if (parent->left == member)
		parent->left = in_place;
	else
		parent->right = in_place;
	/*
	 * Each parent whose rank falls lies on a right edge, so there are at most
	 * log2(n) of them.
	 */
	while (parent && order_children(parent))
		parent = parent->parent;
}
