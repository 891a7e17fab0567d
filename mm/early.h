/* Memory before the page allocator. SPDX-License-Identifier: MIT */
#ifndef MM_EARLY_H
#define MM_EARLY_H

#include "mm/ranges.h"

/* All RAM, in whole pages, without physical page 0. */
extern struct ranges early_ram;
/* What of it nobody has yet. */
extern struct ranges early_free;

/* Reads boot_info. Panics if there is no RAM. */
void early_init(void);
/* All RAM can be reached by phys_to_virt() now. */
void early_mapped(void);
/* size bytes, zeroed, from a page of their own on; panics when there are none. */
phys_addr_t early_alloc(size_t size);

#endif
