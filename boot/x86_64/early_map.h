/* Devices that are needed before mm_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_EARLY_MAP_H
#define BOOT_EARLY_MAP_H

#include "include/compiler.h"

/* Maps [pa, pa + size), uncached, for good. NULL if there is no room. Only before mm_init(). */
void *early_map_device(phys_addr_t pa, size_t size);

/* Returns the root's entry for all of these maps; 0 if nothing was mapped. */
uint64_t early_device_entry(void);

#endif
