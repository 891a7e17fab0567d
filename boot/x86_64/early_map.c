/*
 * Maps device registers and the screen's memory before mm_init(), for good. They have
 * tables of their own under one entry of the root, and pte_activate() copies that entry.
 * SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/early_map.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/page.h>
#include <arch/pte.h>

#define ENTRIES 512
#define ROOT_INDEX (EARLY_DEVICE_BASE >> 39 & (ENTRIES - 1))

/* Tables for a gigabyte in pages of 2 MiB. */
static uint64_t upper[ENTRIES] __aligned_to(PAGE_SIZE), lower[ENTRIES] __aligned_to(PAGE_SIZE);
static unsigned int used;

uint64_t early_device_entry(void)
{
	return used ? virt_to_phys(upper) | PTE_PRESENT | PTE_WRITE : 0;
}

/*
 * PTE_NX is still a reserved bit here, since EFER.NXE is off; pte_activate() sets it in
 * the root.
 */
void *early_map_device(phys_addr_t pa, size_t size)
{
	uint64_t *root = phys_to_virt(read_cr3() & PTE_ADDRESS);
	unsigned int first = used;
	phys_addr_t at = ALIGN_DOWN(pa, (phys_addr_t)LARGE_PAGE_SIZE);

	if (pa + size < pa || (pa + size - at + LARGE_PAGE_SIZE - 1) / LARGE_PAGE_SIZE > ENTRIES - used)
		return NULL;
	for (; at < pa + size; at += LARGE_PAGE_SIZE)
		lower[used++] = at | PTE_PRESENT | PTE_WRITE | PTE_LARGE | PTE_PCD | PTE_PWT;
	upper[0] = virt_to_phys(lower) | PTE_PRESENT | PTE_WRITE;
	root[ROOT_INDEX] = early_device_entry();
	return (char *)EARLY_DEVICE_BASE + first * (size_t)LARGE_PAGE_SIZE + pa % LARGE_PAGE_SIZE;
}
