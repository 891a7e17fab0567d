/* Physical addresses and the kernel's view of them. SPDX-License-Identifier: MIT */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include "include/compiler.h"

#include <arch/layout.h>

/* The physical address of KERNEL_BASE: 0, unless the loader moved the image. boot.S writes it. */
extern phys_addr_t kernel_phys;

/*
 * Returns the kernel's address of RAM. Before mm_init() only boot_info.early_map is
 * mapped, after it all RAM.
 */
static inline void *phys_to_virt(phys_addr_t pa)
{
	return (void *)(pa + DIRECT_MAP_BASE);
}

/* Returns the physical address of something in the direct map or in the kernel image. */
static inline phys_addr_t virt_to_phys(const void *va)
{
	uintptr_t addr = (uintptr_t)va;

	return addr >= KERNEL_BASE ? addr - KERNEL_BASE + kernel_phys : addr - DIRECT_MAP_BASE;
}

#endif
