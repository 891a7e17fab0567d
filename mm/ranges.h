/*
 * Sets of physical addresses, as sorted ranges that neither overlap nor touch.
 * SPDX-License-Identifier: MIT
 */
#ifndef MM_RANGES_H
#define MM_RANGES_H

#include "boot/boot.h"

/* One more reserved range cuts at most one in two. */
#define RANGES_MAX (2 * BOOT_RANGES_MAX + 2)

struct range {
	phys_addr_t start, end;
};

struct ranges {
	unsigned int count;
	struct range range[RANGES_MAX];
};

/* start < end. A set that would have too many ranges is a panic. */
void ranges_add(struct ranges *set, phys_addr_t start, phys_addr_t end);
void ranges_remove(struct ranges *set, phys_addr_t start, phys_addr_t end);

#endif
