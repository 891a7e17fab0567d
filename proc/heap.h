/*
 * Members that hold a struct heap_node, the one with the smallest key at hand;
 * insertion and removal of any in O(log n), without memory of their own.
 * SPDX-License-Identifier: MIT
 */
#ifndef PROC_HEAP_H
#define PROC_HEAP_H

#include "include/compiler.h"

struct heap_node {
	struct heap_node *parent, *left, *right;
	uint64_t key;
	uint32_t rank; /* members on the way down its right edge */
};

/* `*heap` is the member with the smallest key; NULL: empty. A key must not change while its member is in. */
void heap_insert(struct heap_node **heap, struct heap_node *member);
void heap_remove(struct heap_node **heap, struct heap_node *member);

#endif
