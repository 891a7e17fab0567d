/*
 * What the CPU's paging can do, and the switch to the kernel's own tables.
 * SPDX-License-Identifier: MIT
 */
#include "mm/x86_64/patch.h"

#include <arch/cpu.h>
#include <arch/pte.h>
#include <arch/registers.h>

uint64_t pte_supported = ~0ull;

void mm_arch_init(void)
{
	if (!cpu_features.nx)
		pte_supported &= ~PTE_NX;
	if (!cpu_features.global_pages)
		pte_supported &= ~PTE_GLOBAL;
	if (cpu_features.smap)
		patch_apply(patches_smap, patches_smap_end);
	if (cpu_features.erms)
		patch_apply(patches_erms, patches_erms_end);
}

unsigned int pte_level_max(void)
{
	return cpu_features.gbpages ? 3 : 2;
}

/* Both roots are one (PTE_ROOT_SHARED). Global entries survive CR3, so PGE goes off and on (Intel SDM Vol. 3, 4.10.4.1). */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root)
{
	uint64_t cr4 = read_cr4();

	(void)user_root;
	write_cr4(cr4 & ~(uint64_t)CR4_PGE);
	write_cr3(kernel_root);
	write_cr4(cr4);
}
