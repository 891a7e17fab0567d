/* Physical addresses and the kernel's view of them. SPDX-License-Identifier: MIT */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include "include/compiler.h"

#include <arch/layout.h>

/* Where KERNEL_BASE lies: 0, unless the loader put the image elsewhere (boot.S writes it). */
extern phys_addr_t kernel_phys;

/* RAM only, and only once it is mapped: all of it after mm_init(), boot_info.early_map before. */
static inline void *phys_to_virt(phys_addr_t pa)
{
	return (void *)(pa + DIRECT_MAP_BASE);
}

/* The inverse, for addresses in the direct map or in the kernel image. */
static inline phys_addr_t virt_to_phys(const void *va)
{
	uintptr_t addr = (uintptr_t)va;

	return addr >= KERNEL_BASE ? addr - KERNEL_BASE + kernel_phys : addr - DIRECT_MAP_BASE;
}

#endif
