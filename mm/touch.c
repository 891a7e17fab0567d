/*
 * Under a hypervisor the first touch of a page causes an exit, in which the
 * page is mapped in the second stage. touch=1 on the command line touches all
 * RAM at the start, so that none of these exits falls into a measurement. Free
 * RAM is written, the rest is read. Called from mm_init(); the host's side:
 * tools/trapgate/. Tests: unit/touch. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "lib/cmdline.h"
#include "mm/early.h"
#include "mm/touch.h"

#include <arch/page.h>

static void read_range(const struct range *range)
{
	for (phys_addr_t pa = range->start; pa < range->end; pa += PAGE_SIZE)
		(void)*(const volatile uint64_t *)phys_to_virt(pa);
}

static void write_range(const struct range *range)
{
	for (phys_addr_t pa = range->start; pa < range->end; pa += PAGE_SIZE)
		*(volatile uint64_t *)phys_to_virt(pa) = 0;
}

void memory_touch(void)
{
	uint64_t free = 0;
	char value[4];

	if (!cmdline_get("touch", value, sizeof(value)) || strcmp(value, "1"))
		return;
	for (unsigned int i = 0; i < early_ram.count; i++)
		read_range(&early_ram.range[i]);
	for (unsigned int i = 0; i < early_free.count; i++) {
		write_range(&early_free.range[i]);
		free += early_free.range[i].end - early_free.range[i].start;
	}
	klog("touch=1: all RAM is mapped, %lu MiB of it free", (unsigned long)(free >> 20));
}
