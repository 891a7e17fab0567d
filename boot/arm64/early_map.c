/*
 * Extends the translation tables that boot.S began, until mm_init() makes the final
 * ones: RAM in the direct map, and the console's registers.
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/page.h>
#include <arch/pte.h>

#define ENTRIES 512

/* The image's physical address, and the root of the tables. boot.S sets both up. */
phys_addr_t kernel_phys;
extern uint64_t early_l0[ENTRIES];

/*
 * Enough for the direct map, with up to three places in it that share no gigabyte, and
 * the device.
 */
#define EARLY_TABLES 12
static uint64_t tables[EARLY_TABLES][ENTRIES] __aligned_to(PAGE_SIZE);
static unsigned int tables_used;

/* Returns the table that an entry leads to. All early tables lie in the image. */
static uint64_t *image_table(uint64_t entry)
{
	return (uint64_t *)((entry & PTE_ADDRESS) - kernel_phys + KERNEL_BASE);
}

/*
 * Returns the table whose entries translate va from bit `shift` on. Makes the tables
 * that are missing.
 */
static uint64_t *table_for(uintptr_t va, unsigned int shift)
{
	uint64_t *table = early_l0;

	for (unsigned int s = 39; s > shift; s -= 9) {
		uint64_t *entry = &table[va >> s & (ENTRIES - 1)];

		if (!*entry) {
			if (tables_used == EARLY_TABLES)
				panic("the early map needs more than %d tables", EARLY_TABLES);
			*entry = virt_to_phys(tables[tables_used++]) | PTE_VALID | PTE_TABLE;
		}
		table = image_table(*entry);
	}
	return table;
}

/* Sets an entry that is still empty. */
static void set_entry(uintptr_t va, unsigned int shift, uint64_t value)
{
	uint64_t *entry = &table_for(va, shift)[va >> shift & (ENTRIES - 1)];

	if (*entry)
		return; /* mapped already, the same way */
	WRITE_ONCE(*entry, value);
}

/*
 * Makes the table walker see the new entries. They were invalid before, so no TLB holds
 * them (DDI 0487, D8.14.1).
 */
static void publish(void)
{
	DSB(ishst);
	isb();
}

void early_map_ram(phys_addr_t pa, uint64_t size)
{
	phys_addr_t end = ALIGN_UP(pa + size, LARGE_PAGE_SIZE);

	for (pa = ALIGN_DOWN(pa, LARGE_PAGE_SIZE); pa < end; pa += LARGE_PAGE_SIZE)
		set_entry(DIRECT_MAP_BASE + pa, 21, pa | PTE_NORMAL | PTE_PXN | PTE_UXN);
	publish();
}

void *early_map_device(phys_addr_t pa)
{
	set_entry(EARLY_DEVICE_BASE, 12, ALIGN_DOWN(pa, PAGE_SIZE) | PTE_KERNEL_DEVICE | PTE_TABLE);
	publish();
	return (void *)(EARLY_DEVICE_BASE + pa % PAGE_SIZE);
}
