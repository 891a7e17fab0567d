/*
 * A heap: finds the member with the smallest key at once, inserts and removes any
 * member in O(log n). It needs no memory: each member holds a struct heap_node.
 * SPDX-License-Identifier: MIT
 */
#ifndef PROC_HEAP_H
#define PROC_HEAP_H

#include "include/compiler.h"

/* The part of a member that the heap uses. */
struct heap_node {
	struct heap_node *parent, *left, *right;
	uint64_t key;
	uint32_t rank; /* how many members its right edge has, from here down */
};

/*
 * *heap is the member with the smallest key, or NULL if the heap is empty. A
 * key must not change while its member is in the heap.
 */
void heap_insert(struct heap_node **heap, struct heap_node *member);
void heap_remove(struct heap_node **heap, struct heap_node *member);

#endif
