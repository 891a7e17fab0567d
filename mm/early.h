/* Memory before the page allocator. SPDX-License-Identifier: MIT */
#ifndef MM_EARLY_H
#define MM_EARLY_H

#include "mm/ranges.h"

/* All RAM in whole pages, except physical page 0. */
extern struct ranges early_ram;
/* The part of early_ram that nobody has taken yet. */
extern struct ranges early_free;

/* Reads boot_info. Panics if there is no RAM. */
void early_init(void);
/* Says that phys_to_virt() reaches all RAM from now on. */
void early_mapped(void);
/* Returns size bytes of zeroed memory that begin at a page. Panics if there are none. */
phys_addr_t early_alloc(size_t size);

#endif
