/* Sets of physical addresses. Next: early.c. SPDX-License-Identifier: MIT */
#include "lib/lib.h"
#include "mm/ranges.h"

/* Replaces the ranges from index first up to, not including, last by n others. */
static void splice(struct ranges *set, unsigned int first, unsigned int last,
		   const struct range *ranges, unsigned int n)
{
	unsigned int behind = set->count - last;

	if (first + n + behind > RANGES_MAX)
		panic("physical memory is in more than %d pieces", RANGES_MAX);
	memmove(&set->range[first + n], &set->range[last], behind * sizeof(*ranges));
	memcpy(&set->range[first], ranges, n * sizeof(*ranges));
	set->count = first + n + behind;
}

/* Ranges that overlap the new one, or touch it, become part of it. */
void ranges_add(struct ranges *set, phys_addr_t start, phys_addr_t end)
{
	unsigned int first = 0, last;
	struct range whole = { start, end };

	while (first < set->count && set->range[first].end < start)
		first++;
	for (last = first; last < set->count && set->range[last].start <= end; last++) {
		if (set->range[last].start < whole.start)
			whole.start = set->range[last].start;
		if (set->range[last].end > whole.end)
			whole.end = set->range[last].end;
	}
	splice(set, first, last, &whole, 1);
}

/* A range may keep a part on either side. */
void ranges_remove(struct ranges *set, phys_addr_t start, phys_addr_t end)
{
	unsigned int first = 0, last, n = 0;
	struct range left[2];

	while (first < set->count && set->range[first].end <= start)
		first++;
	for (last = first; last < set->count && set->range[last].start < end; last++) {
		const struct range *r = &set->range[last];

		if (r->start < start)
			left[n++] = (struct range){ r->start, start };
		if (r->end > end)
			left[n++] = (struct range){ end, r->end };
	}
	splice(set, first, last, left, n);
}
