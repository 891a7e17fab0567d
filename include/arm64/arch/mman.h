/* The flags of mmap and mprotect that differ by architecture. SPDX-License-Identifier: MIT */
#ifndef ARCH_MMAN_H
#define ARCH_MMAN_H

#include <arch/cpu.h>
#include <asm/mman.h>
#include <stdint.h>

/* PROT_ bits besides Linux's generic ones: guarded branch targets, if the CPU has them. */
#define PROT_ARCH (cpu_features.bti ? PROT_BTI : 0)

/* This architecture has no MAP_ flag that asks for an address in [LOW_START, LOW_END). */
#define MAP_LOW 0
#define MAP_LOW_START 0ul
#define MAP_LOW_END 0ul

/*
 * Returns an address without its tag. The memory calls use it on the addresses of
 * mappings that exist: as on Linux, the top byte of a user address is a tag, whether
 * or not the program turned tagged pointers on. The new addresses that mmap and mremap
 * take have no tag.
 */
static inline uintptr_t untagged_address(uintptr_t addr)
{
	return addr & (uintptr_t)((intptr_t)(addr << 8) >> 8);
}

#endif
