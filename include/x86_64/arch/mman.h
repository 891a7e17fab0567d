/* What mmap and mprotect take on this architecture alone. SPDX-License-Identifier: MIT */
#ifndef ARCH_MMAN_H
#define ARCH_MMAN_H

#include <linux/mman.h>
#include <stdint.h>

/* PROT_ bits besides Linux's generic ones; 0 if there are none. */
#define PROT_ARCH 0

/* A MAP_ flag that asks for an address in [LOW_START, LOW_END), the lowest that is free; 0 if there is none. */
#define MAP_LOW MAP_32BIT
#define MAP_LOW_START 0x40000000ul
#define MAP_LOW_END 0x80000000ul

/* The address as the memory calls take it that are about a mapping there is. */
static inline uintptr_t untagged_address(uintptr_t addr)
{
	return addr;
}

#endif
