/* Finds the fix-ups of the user copies: include/extable.h. SPDX-License-Identifier: MIT */
#include "include/extable.h"
#include "mm/mm.h"

extern const struct extable_entry __ex_table_start[], __ex_table_end[];

/* A field holds the distance from itself. */
static uintptr_t extable_target(const int32_t *field)
{
	return (uintptr_t)field + (uintptr_t)(intptr_t)*field;
}

/* There are a handful of entries: looking at each is cheaper than keeping them sorted. */
uintptr_t extable_find(uintptr_t ip)
{
	for (const struct extable_entry *e = __ex_table_start; e < __ex_table_end; e++)
		if (extable_target(&e->instruction) == ip)
			return extable_target(&e->fixup);
	return 0;
}
