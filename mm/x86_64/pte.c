/*
 * Learns what the CPU's paging can do, and switches to the kernel's own tables.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/early_map.h"
#include "mm/x86_64/patch.h"

#include <arch/cpu.h>
#include <arch/page.h>
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

/* Keeps the console's devices where early_map_device() mapped them, but not executable any more. */
static void keep_early_devices(phys_addr_t kernel_root)
{
	uint64_t *root = phys_to_virt(kernel_root), entry = early_device_entry();

	if (entry)
		root[EARLY_DEVICE_BASE >> 39 & 511] = (entry | PTE_NX) & pte_supported;
}

/*
 * The two roots are the same (PTE_ROOT_SHARED). A write to CR3 does not flush
 * global entries, so PGE goes off and on again (Intel SDM Vol. 3, 4.10.4.1).
 */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root)
{
	uint64_t cr4 = read_cr4();

	(void)user_root;
	keep_early_devices(kernel_root);
	write_cr4(cr4 & ~(uint64_t)CR4_PGE);
	write_cr3(kernel_root);
	write_cr4(cr4);
}
