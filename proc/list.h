/* Rings of struct list: a head, and members that contain one. SPDX-License-Identifier: MIT */
#ifndef PROC_LIST_H
#define PROC_LIST_H

#include "proc/proc.h"

#define LIST_INIT(head) { &(head), &(head) }

/* Makes l a ring of its own. A member in no list is such a ring, so removing it is harmless. */
static inline void list_init(struct list *l)
{
	l->next = l->prev = l;
}

static inline bool list_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_insert_before(struct list *where, struct list *member)
{
	member->next = where;
	member->prev = where->prev;
	where->prev->next = member;
	where->prev = member;
}

static inline void list_append(struct list *head, struct list *member)
{
	list_insert_before(head, member);
}

static inline void list_remove(struct list *member)
{
	member->prev->next = member->next;
	member->next->prev = member->prev;
	list_init(member);
}

#endif
