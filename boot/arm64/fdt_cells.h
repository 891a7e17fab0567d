/* Big-endian numbers of a device tree, at any alignment. SPDX-License-Identifier: MIT */
#ifndef BOOT_FDT_CELLS_H
#define BOOT_FDT_CELLS_H

#include "include/compiler.h"

/* Read a number of one or two cells. */
static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t be64(const uint8_t *p)
{
	return (uint64_t)be32(p) << 32 | be32(p + 4);
}

/* Returns a number of `count` cells, at most 2; 0 if it has none. */
static inline uint64_t cells(const uint8_t *p, uint32_t count)
{
	return count == 2 ? be64(p) : count == 1 ? be32(p) : 0;
}

#endif
