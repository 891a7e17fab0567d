/* Devices that are needed before mm_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_EARLY_MAP_H
#define BOOT_EARLY_MAP_H

#include "include/compiler.h"

/* Maps [pa, pa + size), not cached, for good; NULL if there is no room. Until mm_init() only. */
void *early_map_device(phys_addr_t pa, size_t size);

/* The root's entry for all of that; 0: nothing was mapped. */
uint64_t early_device_entry(void);

#endif
