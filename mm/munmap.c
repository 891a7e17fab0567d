/* munmap. Next: mappings.c. SPDX-License-Identifier: MIT */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "mm/vma.h"

#include <linux/errno.h>

/* As on Linux, the address must be a page's, the length need not be. */
long mm_unmap(uintptr_t addr, size_t length)
{
	if (addr % PAGE_SIZE || addr > TASK_SIZE || length > TASK_SIZE - addr || !length)
		return -EINVAL;
	return mapping_remove(addr, addr + ALIGN_UP(length, PAGE_SIZE));
}

SYSCALL_DEFINE2(munmap, unsigned long, addr, unsigned long, length)
{
	return mm_unmap(untagged_address(addr), length);
}
