/*
 * What must hold of the workload's mappings after every call: both trees in order
 * and flat, each gap as large as it is, all as in the model, `now`. For a file
 * that has included mm/tree.c and mm/gaps.c. SPDX-License-Identifier: MIT
 */
#ifndef MAPPINGS_CHECK_H
#define MAPPINGS_CHECK_H

#include "mappings_model.h"

static struct model now;

static void assert_node(const struct avl *node, const struct avl *parent, int low, int high)
{
	assert_ptr_equal(node->parent, parent);
	assert_int_equal(high - low, node->balance);
	assert_in_range(node->balance + 1, 0, 2);
}

/* Height of a subtree; its nodes are those of the list, from *in_order on. */
static int assert_tree(const struct avl *node, const struct avl *parent,
		       const struct vma **in_order)
{
	int low, high;

	if (node == &avl_none)
		return 0;
	low = assert_tree(node->child[0], node, in_order);
	assert_ptr_equal(node, &(*in_order)->node);
	*in_order = (*in_order)->next;
	high = assert_tree(node->child[1], node, in_order);
	assert_node(node, parent, low, high);
	return 1 + (low > high ? low : high);
}

static unsigned int gap_nodes;

/* The most pages of any gap below; each is that of a mapping of the list, from *in_order on. */
static uint32_t assert_gaps(const struct avl *node, const struct avl *parent,
			    const struct vma **in_order, int *height)
{
	const struct gap *gap = container_of(node, struct gap, node);
	uint32_t most_low, most_high, most;
	int low, high;

	*height = 0;
	if (node == &avl_none)
		return 0;
	most_low = assert_gaps(node->child[0], node, in_order, &low);
	while (gap != &(*in_order)->gap) {
		assert_ptr_not_equal(*in_order, &vma_upper_end);
		*in_order = (*in_order)->next;
	}
	*in_order = (*in_order)->next;
	most_high = assert_gaps(node->child[1], node, in_order, &high);
	assert_node(node, parent, low, high);
	gap_nodes++;
	assert_int_equal(gap->most[0], most_low);
	assert_int_equal(gap->most[1], most_high);
	*height = 1 + (low > high ? low : high);
	most = most_low > most_high ? most_low : most_high;
	return gap->pages > most ? gap->pages : most;
}

static void assert_gap(const struct vma *vma, const struct vma *below)
{
	intptr_t low = below->end, high = MMAP_BASE, guard = STACK_GUARD_GAP;
	size_t pages = 0;

	if (vma != &vma_upper_end && (intptr_t)vma->start < high + guard)
		high = vma->start - (vma->flags & VMA_GROWSDOWN ? guard : 0);
	if (high > (intptr_t)MMAP_BASE)
		high = MMAP_BASE;
	if (high > low)
		pages = (high - low) / PAGE_SIZE;
	assert_int_equal(vma->gap.pages, pages < UINT32_MAX ? pages : UINT32_MAX);
}

static bool is_as(const struct model *model)
{
	const struct vma *vma = lower_end.next;

	for (unsigned int i = 0; i < model->count; i++, vma = vma->next) {
		const struct area *a = &model->area[i];

		if (vma->start != a->start || vma->end != a->end || vma->prot != a->prot ||
		    vma->flags != a->flags ||
		    (vma->backing ? vma->backing->object->tree : 0) != a->object)
			return false;
		if (a->object && vma->backing->origin != a->origin)
			return false;
	}
	return vma == &vma_upper_end;
}

static void assert_present_pages(void)
{
	for (unsigned int i = 0; i < present_count; i++) {
		const struct area *a = model_at(&now, present[i].page);

		assert_true(a && a->start <= present[i].page);
		assert_int_equal(present[i].prot, a->prot);
	}
}

static unsigned int assert_list(void)
{
	const struct vma *below = &lower_end, *vma = lower_end.next;
	unsigned int gaps = 0;

	for (;; below = vma, vma = vma->next) {
		assert_ptr_equal(vma->prev, below);
		assert_gap(vma, below);
		gaps += vma->gap.pages != 0;
		if (vma == &vma_upper_end)
			return gaps;
	}
}

/* The height of the tree. */
static int assert_all(void)
{
	const struct vma *in_order = lower_end.next, *gaps = lower_end.next;
	int height = assert_tree(tree_head.child[0], &tree_head, &in_order), gaps_height;
	uint32_t most;

	assert_ptr_equal(in_order, &vma_upper_end);
	gap_nodes = 0;
	most = assert_gaps(gaps_head.node.child[0], &gaps_head.node, &gaps, &gaps_height);
	assert_int_equal(gaps_head.most[0], most);
	assert_int_equal(gap_nodes, assert_list());
	assert_true(is_as(&now));
	assert_int_equal(live, now.count);
	assert_present_pages();
	return height;
}

#endif
