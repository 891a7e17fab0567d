/* The flags of mmap and mprotect that differ by architecture. SPDX-License-Identifier: MIT */
#ifndef ARCH_MMAN_H
#define ARCH_MMAN_H

#include <linux/mman.h>
#include <stdint.h>

/* PROT_ bits besides Linux's generic ones: there are none. */
#define PROT_ARCH 0

/* MAP_32BIT asks for the lowest free address in [LOW_START, LOW_END). */
#define MAP_LOW MAP_32BIT
#define MAP_LOW_START 0x40000000ul
#define MAP_LOW_END 0x80000000ul

/* Returns an address without its tag. On this architecture addresses have no tags. */
static inline uintptr_t untagged_address(uintptr_t addr)
{
	return addr;
}

#endif
