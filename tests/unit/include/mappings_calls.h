/*
 * What mmap, munmap, mprotect, a fault and brk must do to the model.
 * SPDX-License-Identifier: MIT
 */
#ifndef MAPPINGS_CALLS_H
#define MAPPINGS_CALLS_H

#include "mappings_model.h"

static long model_map(struct model *m, uintptr_t addr, size_t length, int prot, int flags)
{
	size_t size = (length + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
	int type = flags & MAP_TYPE;
	int kept = (type == MAP_SHARED ? VMA_SHARED : 0) |
		   (flags & MAP_GROWSDOWN ? VMA_GROWSDOWN : 0) |
		   (flags & MAP_NORESERVE ? VMA_NORESERVE : 0);
	long start, error = 0;

	if (!length)
		return -EINVAL;
	start = size ? model_place(m, addr, size, flags) : -ENOMEM;
	if (start >= 0 && flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
		error = model_check_fixed(m, start, size, flags);
	if (start < 0 || error)
		return start < 0 ? start : error;
	if ((type != MAP_SHARED && type != MAP_PRIVATE) ||
	    (type == MAP_SHARED && flags & MAP_GROWSDOWN))
		return -EINVAL;
	prot &= PROT_READ | PROT_WRITE | PROT_EXEC;
	if (!model_affordable(size, prot, kept))
		return -ENOMEM;
	model_add(m, (struct area){ start, start + size, prot, kept,
				    .object = type == MAP_SHARED ? last_id + 1 : 0,
				    .size = type == MAP_SHARED ? size : 0,
				    .origin = type == MAP_SHARED ? (uintptr_t)start : 0 });
	return start;
}

/* Of the file, which is open for reading alone. */
static long model_map_file(struct model *m, uintptr_t addr, size_t length, int prot, int flags,
			   size_t offset)
{
	size_t size = (length + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
	bool validates = (flags & MAP_TYPE) == MAP_SHARED_VALIDATE;
	bool shared = validates || (flags & MAP_TYPE) == MAP_SHARED;
	int kept = (flags & MAP_NORESERVE ? VMA_NORESERVE : 0) | (shared ? VMA_READONLY : 0);
	long start, error = 0;

	if (!length)
		return -EINVAL;
	start = size ? model_place(m, addr, size, flags) : -ENOMEM;
	if (start >= 0 && flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
		error = model_check_fixed(m, start, size, flags);
	if (start < 0 || error)
		return start < 0 ? start : error;
	if (offset + size > (size_t)INT64_MAX)
		return -EOVERFLOW;
	if (validates && flags & MAP_FIXED_NOREPLACE) /* younger than what this type refuses */
		return -EOPNOTSUPP;
	if (shared && prot & PROT_WRITE)
		return -EACCES;
	if ((!shared && (flags & MAP_TYPE) != MAP_PRIVATE) || flags & MAP_GROWSDOWN)
		return -EINVAL;
	prot &= PROT_READ | PROT_WRITE | PROT_EXEC;
	if (!model_affordable(size, prot, kept))
		return -ENOMEM;
	model_add(m, (struct area){ start, start + size, prot, kept, FILE_ID, FILE_SIZE,
				    start - offset });
	return start;
}

static long model_unmap(struct model *m, uintptr_t addr, size_t length)
{
	if (addr % PAGE_SIZE || !length || addr > TASK_SIZE || length > TASK_SIZE - addr)
		return -EINVAL;
	model_remove(m, addr, addr + (length + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE);
	return 0;
}

/* Changes what is mapped without a hole from start on, up to what may not be written, as Linux
 * does. */
static long model_change(struct model *m, uintptr_t start, uintptr_t end, int prot)
{
	uintptr_t at = start;
	long error = -ENOMEM;

	model_cut(m, start);
	model_cut(m, end);
	for (unsigned int i = model_index(m, start);
	     i < m->count && m->area[i].start == at && at < end; i++) {
		struct area *a = &m->area[i];

		if (prot & PROT_WRITE && a->flags & VMA_READONLY) {
			error = -EACCES;
			break;
		}
		if (!(a->prot & PROT_WRITE || a->flags & VMA_SHARED) &&
		    !model_affordable(a->end - a->start, prot, a->flags))
			break;
		a->prot = prot;
		at = a->end;
	}
	model_join(m);
	return at < end ? error : 0;
}

static long model_protect(struct model *m, uintptr_t addr, size_t length, unsigned long prot)
{
	uintptr_t end = addr + (length + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
	const struct area *a = model_at(m, addr);
	bool down = prot & PROT_GROWSDOWN, up = prot & PROT_GROWSUP;

	if ((down && up) || addr % PAGE_SIZE)
		return -EINVAL;
	if (!length)
		return 0;
	if (end <= addr)
		return -ENOMEM;
	prot &= ~(unsigned long)(PROT_GROWSDOWN | PROT_GROWSUP);
	if (prot & ~(unsigned long)(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	prot &= ~(unsigned long)PROT_SEM;
	if (!a || a->start >= end || (!down && a->start > addr))
		return -ENOMEM;
	if (up || (down && !(a->flags & VMA_GROWSDOWN)))
		return -EINVAL;
	return model_change(m, down ? a->start : addr, end, prot);
}

static bool model_allows(int prot, int access)
{
	return access == MM_FAULT_WRITE	 ? prot & PROT_WRITE
	       : access == MM_FAULT_EXEC ? prot & PROT_EXEC
					 : prot != 0;
}

/* A stack that would come to touch an equal neighbour: Linux, too, leaves them two, the model not.
 */
static bool model_fault_touches_equal(const struct model *m, uintptr_t addr)
{
	unsigned int i = model_index(m, addr);

	return i && i < m->count && m->area[i].start > addr &&
	       m->area[i - 1].end == (addr & -(uintptr_t)PAGE_SIZE) &&
	       model_equal(&m->area[i - 1], &m->area[i]);
}

/* Whether the object ends, with its last page, before that address is reached. */
static bool model_is_behind(const struct area *a, uintptr_t end)
{
	return a->object && end - a->origin > ALIGN_UP(a->size, PAGE_SIZE);
}

static bool model_grow(struct model *m, unsigned int i, uintptr_t page)
{
	const struct area *below = i ? &m->area[i - 1] : NULL;

	if (!(m->area[i].flags & VMA_GROWSDOWN) || m->area[i].end - page > STACK_SIZE_MAX)
		return false;
	if (!below && page < MMAP_MIN_ADDR)
		return false;
	if (below && !(below->flags & VMA_GROWSDOWN) && below->prot &&
	    page - below->end < STACK_GUARD_GAP)
		return false;
	m->area[i].start = page;
	return true;
}

static long model_fault(struct model *m, uintptr_t addr, int access)
{
	unsigned int i = model_index(m, addr);

	if (i == m->count)
		return -EFAULT;
	if (m->area[i].start > addr && !model_grow(m, i, addr & -(uintptr_t)PAGE_SIZE))
		return -EFAULT;
	if (!model_allows(m->area[i].prot, access))
		return -EACCES;
	return model_is_behind(&m->area[i], addr + 1) ? -ENOMEM : 0;
}

/* Where the heap ends then. */
static uintptr_t model_brk(struct model *m, uintptr_t heap, uintptr_t addr)
{
	uintptr_t end = ALIGN_UP(addr, PAGE_SIZE), old = ALIGN_UP(model_heap_end, PAGE_SIZE);

	if (addr < heap)
		return model_heap_end;
	if (end > old) {
		if (!model_is_free(m, old, end + PAGE_SIZE) ||
		    !model_affordable(end - old, PROT_READ | PROT_WRITE, 0))
			return model_heap_end;
		model_add(m, (struct area){
				     .start = old, .end = end, .prot = PROT_READ | PROT_WRITE });
	} else if (end < old) {
		const struct area *a = model_at(m, end);

		if (!a || a->start >= old)
			return model_heap_end;
		model_remove(m, end, old);
	}
	return model_heap_end = addr;
}

#endif
