/* What mmap and mprotect take on this architecture alone. SPDX-License-Identifier: MIT */
#ifndef ARCH_MMAN_H
#define ARCH_MMAN_H

#include <arch/cpu.h>
#include <asm/mman.h>
#include <stdint.h>

/* PROT_ bits besides Linux's generic ones: branch targets are guarded, where the CPU can. */
#define PROT_ARCH (cpu_features.bti ? PROT_BTI : 0)

/* A MAP_ flag that asks for an address in [LOW_START, LOW_END): there is none. */
#define MAP_LOW 0
#define MAP_LOW_START 0ul
#define MAP_LOW_END 0ul

/*
 * The address as the memory calls take it that are about a mapping there is: as
 * on Linux the top byte is a tag in the lower half, whether or not the program
 * turned tagged pointers on. (mmap's and mremap's new addresses have none.)
 */
static inline uintptr_t untagged_address(uintptr_t addr)
{
	return addr & (uintptr_t)((intptr_t)(addr << 8) >> 8);
}

#endif
