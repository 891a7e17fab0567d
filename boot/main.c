/*
 * kernel_main(): starts every part of the kernel, in order, and then the first
 * workload. Before: boot/<arch>/boot.S. Next: proc/start.c.
 * SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "entry/path.h"
#include "lab/mark.h"
#include "lib/console.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/proc.h"
#include "proc/timer.h"

#include <arch/page.h>

struct boot_info boot_info;

extern const char __image_start[]; /* the linker script's */

void kernel_main(void);

void kernel_main(void)
{
	/*
	 * Both must come before mm_init(), which drops the mapping of the loader's and
	 * firmware's tables.
	 */
	boot_info_read();
	console_init();
	klog("loaded by %s at %#lx", boot_info.loader, (unsigned long)virt_to_phys(__image_start));
	cpu_init();
	mm_init();
	timer_init();
	time_init();
	mark_init();
	path_init();
	proc_start();
}
