/*
 * brk: sets the end of the program's data, which need not be page-aligned. As
 * on Linux the call never fails: it returns the end as it is now, unchanged if
 * it cannot be moved. Next: mappings.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "mm/vma.h"

#include <linux/mman.h>

#define HEAP_PROT (PROT_READ | PROT_WRITE)

static uintptr_t heap_start, heap_end; /* as the program asked, not rounded to pages */

void mm_brk_init(uintptr_t start)
{
	heap_start = heap_end = start;
}

/* As on Linux, nothing changes if the program has unmapped all of that part itself. */
static bool heap_shrink(uintptr_t end, uintptr_t old_end)
{
	return vma_find(end)->start < old_end && !mapping_remove(end, old_end);
}

/* As on Linux, one page stays free between the heap and the mapping above it. */
static bool heap_grow(uintptr_t end, uintptr_t old_end)
{
	size_t length = end - old_end;
	struct vma *next = vma_find(old_end);

	if (end < old_end || old_end < MMAP_MIN_ADDR || end > TASK_SIZE)
		return false;
	if (end + PAGE_SIZE > vma_start_gap(next) || !mapping_affordable(length, HEAP_PROT, 0))
		return false;
	return mapping_add(next, old_end, end, HEAP_PROT, NULL) >= 0;
}

SYSCALL_DEFINE1(brk, unsigned long, addr)
{
	uintptr_t end = ALIGN_UP(addr, PAGE_SIZE), old_end = ALIGN_UP(heap_end, PAGE_SIZE);
	bool done = true;

	if (addr < heap_start)
		return (long)heap_end;
	if (end != old_end)
		done = addr < heap_end ? heap_shrink(end, old_end) : heap_grow(end, old_end);
	if (done)
		heap_end = addr;
	return (long)heap_end;
}
