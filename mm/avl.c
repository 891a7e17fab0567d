/*
 * Builds an AVL tree from nodes in order (avl.h). Tested by tests/unit/mappings.c.
 * SPDX-License-Identifier: MIT
 */
#include "mm/avl.h"

/* Half of the nodes go to each side, so that no subtree is higher than it must be. */
struct avl *avl_build(struct avl_source *source, size_t count, int *height)
{
	int low_height, high_height;
	struct avl *low, *node;

	*height = 0;
	if (!count)
		return &avl_none;
	low = avl_build(source, count / 2, &low_height);
	node = source->next(source);
	avl_link(node, 0, low);
	avl_link(node, 1, avl_build(source, count - count / 2 - 1, &high_height));
	node->balance = high_height - low_height;
	*height = 1 + (low_height > high_height ? low_height : high_height);
	return node;
}
