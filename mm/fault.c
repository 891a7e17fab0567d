/*
 * Makes pages present when they are first touched; writes pages for the kernel
 * before the workload runs. Before: entry/trap.c. Next: pagetable.c.
 * SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "mm/mm.h"
#include "mm/pagetable.h"
#include "mm/vma.h"

#include <linux/errno.h>
#include <linux/mman.h>

/*
 * Says whether the mapping allows the access. Linux's rule: who may write or
 * execute may also read.
 */
static bool allows(const struct vma *vma, int access)
{
	switch (access) {
	case MM_FAULT_WRITE:
		return vma->prot & PROT_WRITE;
	case MM_FAULT_EXEC:
		return vma->prot & PROT_EXEC;
	default:
		return vma->prot & (PROT_READ | PROT_WRITE | PROT_EXEC);
	}
}

/*
 * Extends a mapping that grows down to a page below it, if that is within the
 * limit for a stack. A guard gap must stay free above another mapping that can
 * be accessed.
 */
static bool grow_down(struct vma *vma, uintptr_t page)
{
	const struct vma *below = vma->prev;
	bool guarded = !(below->flags & VMA_GROWSDOWN) && allows(below, MM_FAULT_READ);

	if (!(vma->flags & VMA_GROWSDOWN) || vma->end - page > STACK_SIZE_MAX)
		return false;
	if (page < below->end || (guarded && page - below->end < STACK_GUARD_GAP))
		return false;
	vma->start = page;
	vma_gap_update(vma);
	return true;
}

bool mm_small_pages_only;

/* Maps a large page around addr, as madvise() asked, if all of that page lies in the mapping. */
static void fault_large(const struct vma *vma, uintptr_t addr)
{
	uintptr_t start = ALIGN_DOWN(addr, (uintptr_t)LARGE_PAGE_SIZE);

	if (start >= vma->start && start + LARGE_PAGE_SIZE <= vma->end)
		pagetable_populate_large(start, start + LARGE_PAGE_SIZE, vma->prot);
}

/* touched is set first: even if memory runs out half-way, some pages may be present. */
int mapping_populate(struct vma *vma, uintptr_t start, uintptr_t end)
{
	vma->touched = true;
	if (vma->backing)
		return backing_populate(vma->backing, start, end, vma->prot);
	if (end - start >= LARGE_PAGE_SIZE && !(vma->flags & VMA_SMALL) && !mm_small_pages_only)
		pagetable_populate_large(start, end, vma->prot);
	return pagetable_populate(start, end, vma->prot);
}

int mm_fault(uintptr_t addr, int access)
{
	uintptr_t page = ALIGN_DOWN(addr, (uintptr_t)PAGE_SIZE);
	struct vma *vma = vma_find(addr);

	if (vma->start > addr && !grow_down(vma, page))
		return -EFAULT;
	if (!allows(vma, access))
		return -EACCES;
	if (vma->flags & VMA_HUGE && !vma->backing && !mm_small_pages_only)
		fault_large(vma, addr);
	return mapping_populate(vma, page, page + PAGE_SIZE) ? -ENOMEM : 0;
}

phys_addr_t mm_phys(uintptr_t addr)
{
	return addr < TASK_SIZE ? pagetable_phys(addr) : 0;
}

phys_addr_t mm_shared_phys(uintptr_t addr)
{
	const struct vma *vma = vma_find(addr);

	return vma->start <= addr && vma->flags & VMA_SHARED ? mm_phys(addr) : 0;
}

/* Writes bytes within one page. */
static int write_page(uintptr_t addr, const void *from, size_t n)
{
	uintptr_t page = ALIGN_DOWN(addr, (uintptr_t)PAGE_SIZE);
	struct vma *vma = vma_find(addr);
	char *to;
	int error = -EFAULT;

	if (vma->start <= addr)
		error = mapping_populate(vma, page, page + PAGE_SIZE);
	if (error)
		return error;
	to = phys_to_virt(pte_phys(*pagetable_find(page)));
	memcpy(to + addr % PAGE_SIZE, from, n);
	if (vma->prot & PROT_EXEC) /* instruction fetch must see the new bytes */
		page_sync_code(to);
	return 0;
}

int mm_write(uintptr_t addr, const void *from, size_t length)
{
	int error = user_range_ok((void *)addr, length) ? 0 : -EFAULT;

	while (length && !error) {
		size_t n = PAGE_SIZE - addr % PAGE_SIZE;

		if (n > length)
			n = length;
		error = write_page(addr, from, n);
		addr += n;
		from = (const char *)from + n;
		length -= n;
	}
	return error;
}
