/*
 * kernel_main(): every part of the kernel started, in order, and the first
 * workload. Before: boot/<arch>/boot.S. Next: proc/start.c.
 * SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "entry/path.h"
#include "lib/console.h"
#include "lib/mark.h"
#include "mm/mm.h"
#include "proc/proc.h"

#include <arch/timer.h>

struct boot_info boot_info;

void kernel_main(void);

void kernel_main(void)
{
	console_init();
	boot_info_read(); /* before mm_init() drops the mapping that the loader's tables lie in */
	cpu_init();
	mm_init();
	timer_init();
	time_init();
	mark_init();
	path_init();
	proc_start();
}
