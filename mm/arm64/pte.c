/*
 * Learns what the CPU's translation can do, and switches to the kernel's own
 * tables. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/page.h>
#include <arch/pte.h>

#define ROOT_INDEX(va) ((va) >> 39 & 511)

/* boot.S has the first tables; root.S has the routine that runs while the tables change. */
extern const uint64_t early_l0[];
void root_replace(phys_addr_t kernel_root, phys_addr_t user_root);

uint64_t pte_supported = ~0ull;

/* Without FEAT_BTI the guarded bit is reserved, and entries must not set it. */
void mm_arch_init(void)
{
	if (!cpu_features.bti)
		pte_supported &= ~PTE_GUARDED;
}

/*
 * The console's registers stay where early_map_device() mapped them: the new
 * root takes over the entry for them, and with it the tables below.
 */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root)
{
	uint64_t *root = phys_to_virt(kernel_root);

	root[ROOT_INDEX(EARLY_DEVICE_BASE)] = early_l0[ROOT_INDEX(EARLY_DEVICE_BASE)];
	root_replace(kernel_root, user_root);
}
