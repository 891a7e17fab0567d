/*
 * Sets of physical addresses, as sorted ranges that neither overlap nor touch.
 * SPDX-License-Identifier: MIT
 */
#ifndef MM_RANGES_H
#define MM_RANGES_H

#include "boot/boot.h"

/* Each reserved range can cut at most one range in two. */
#define RANGES_MAX (2 * BOOT_RANGES_MAX + 2)

struct range {
	phys_addr_t start, end;
};

/* A set of addresses. */
struct ranges {
	unsigned int count;
	struct range range[RANGES_MAX];
};

/*
 * Add and remove [start, end), with start < end. Panic if the set would need more
 * than RANGES_MAX ranges.
 */
void ranges_add(struct ranges *set, phys_addr_t start, phys_addr_t end);
void ranges_remove(struct ranges *set, phys_addr_t start, phys_addr_t end);

#endif
