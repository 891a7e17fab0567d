/*
 * The workload's mappings as a sorted array: what each call must do, written for being
 * read. The tests of mm/ compare with it. SPDX-License-Identifier: MIT
 */
#ifndef MAPPINGS_MODEL_H
#define MAPPINGS_MODEL_H

#include "mappings_machine.h"
#include "mm/vma.h"

#include <linux/errno.h>

#define MODEL_AREAS_MAX 4096

struct area {
	uintptr_t start, end;
	int prot, flags;
};

struct model {
	struct area area[MODEL_AREAS_MAX];
	unsigned int count;
};

static uintptr_t model_heap_end;

/* The first area that ends above addr, or NULL. */
static const struct area *model_at(const struct model *m, uintptr_t addr)
{
	unsigned int low = 0, high = m->count;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (m->area[middle].end > addr)
			high = middle;
		else
			low = middle + 1;
	}
	return low < m->count ? &m->area[low] : NULL;
}

static unsigned int model_index(const struct model *m, uintptr_t addr)
{
	const struct area *a = model_at(m, addr);

	return a ? a - m->area : m->count;
}

static void model_insert(struct model *m, unsigned int i, struct area area)
{
	assert_true(m->count < MODEL_AREAS_MAX);
	memmove(&m->area[i + 1], &m->area[i], (m->count++ - i) * sizeof(area));
	m->area[i] = area;
}

/* Lets an area begin at addr, if addr is in one. */
static void model_cut(struct model *m, uintptr_t addr)
{
	unsigned int i = model_index(m, addr);

	if (i == m->count || m->area[i].start >= addr)
		return;
	model_insert(m, i, m->area[i]);
	m->area[i].end = addr;
	m->area[i + 1].start = addr;
}

static bool model_equal(const struct area *a, const struct area *b)
{
	return a->prot == b->prot && a->flags == b->flags;
}

/* No two that touch are equal. */
static void model_join(struct model *m)
{
	unsigned int n = 0;

	for (unsigned int i = 1; i < m->count; i++)
		if (m->area[n].end == m->area[i].start && model_equal(&m->area[n], &m->area[i]))
			m->area[n].end = m->area[i].end;
		else
			m->area[++n] = m->area[i];
	if (m->count)
		m->count = n + 1;
}

static void model_remove(struct model *m, uintptr_t start, uintptr_t end)
{
	unsigned int first, last;

	model_cut(m, start);
	model_cut(m, end);
	first = model_index(m, start);
	for (last = first; last < m->count && m->area[last].start < end; last++)
		;
	memmove(&m->area[first], &m->area[last], (m->count - last) * sizeof(m->area[0]));
	m->count -= last - first;
}

static void model_add(struct model *m, struct area area)
{
	model_remove(m, area.start, area.end);
	model_insert(m, model_index(m, area.start), area);
	model_join(m);
}

/* The lowest address that must stay free below an area. */
static uintptr_t model_guard(const struct area *a)
{
	uintptr_t gap = a->flags & VMA_GROWSDOWN ? STACK_GUARD_GAP : 0;

	return a->start > gap ? a->start - gap : 0;
}

static bool model_is_free(const struct model *m, uintptr_t start, uintptr_t end)
{
	const struct area *a = model_at(m, start);

	return !a || model_guard(a) >= end;
}

static bool model_affordable(size_t length, int prot, int flags)
{
	bool is_promise = flags & VMA_SHARED || prot & PROT_WRITE;

	return flags & VMA_NORESERVE || !is_promise || length / PAGE_SIZE <= MODEL_PAGES;
}

/* The lowest place in the window of MAP_32BIT. */
static long model_place_low(const struct model *m, size_t length)
{
	uintptr_t addr = MAP_LOW_START;

	for (unsigned int i = model_index(m, addr); length <= MAP_LOW_END - addr; i++) {
		if (i == m->count ||
		    (m->area[i].start > addr && model_guard(&m->area[i]) >= addr + length))
			return addr;
		addr = m->area[i].end;
		if (addr >= MAP_LOW_END)
			break;
	}
	return -ENOMEM;
}

/* The highest place below MMAP_BASE. */
static long model_place_high(const struct model *m, size_t length)
{
	for (unsigned int i = m->count + 1; i--;) {
		uintptr_t low = i ? m->area[i - 1].end : MMAP_MIN_ADDR;
		uintptr_t high = i < m->count ? model_guard(&m->area[i]) : MMAP_BASE;

		if (high > MMAP_BASE)
			high = MMAP_BASE;
		if (high > low && high - low >= length)
			return high - length;
	}
	return -ENOMEM;
}

static long model_place(const struct model *m, uintptr_t addr, size_t length, int flags)
{
	uintptr_t limit = flags & MAP_32BIT ? MAP_LOW_END : TASK_SIZE;

	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
		return length > TASK_SIZE || addr > TASK_SIZE - length ? -ENOMEM : (long)addr;
	if (length > limit)
		return -ENOMEM;
	addr &= -(uintptr_t)PAGE_SIZE;
	if (addr && addr < MMAP_MIN_ADDR)
		addr = MMAP_MIN_ADDR;
	if (addr && addr <= limit - length && model_is_free(m, addr, addr + length))
		return addr;
	return flags & MAP_32BIT ? model_place_low(m, length) : model_place_high(m, length);
}

static long model_check_fixed(const struct model *m, uintptr_t addr, size_t length, int flags)
{
	const struct area *a = model_at(m, addr);

	if (addr % PAGE_SIZE)
		return -EINVAL;
	if (addr < MMAP_MIN_ADDR)
		return -EPERM;
	if (flags & MAP_FIXED_NOREPLACE && a && a->start < addr + length)
		return -EEXIST;
	return 0;
}

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
	model_add(m, (struct area){ start, start + size, prot, kept });
	return start;
}

static long model_unmap(struct model *m, uintptr_t addr, size_t length)
{
	if (addr % PAGE_SIZE || !length || addr > TASK_SIZE || length > TASK_SIZE - addr)
		return -EINVAL;
	model_remove(m, addr, addr + (length + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE);
	return 0;
}

/* Changes what is mapped without a hole from start on, up to what may not be written, as Linux does. */
static long model_change(struct model *m, uintptr_t start, uintptr_t end, int prot)
{
	uintptr_t at = start;

	model_cut(m, start);
	model_cut(m, end);
	for (unsigned int i = model_index(m, start);
	     i < m->count && m->area[i].start == at && at < end; i++) {
		struct area *a = &m->area[i];

		if (!(a->prot & PROT_WRITE || a->flags & VMA_SHARED) &&
		    !model_affordable(a->end - a->start, prot, a->flags))
			break;
		a->prot = prot;
		at = a->end;
	}
	model_join(m);
	return at < end ? -ENOMEM : 0;
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
	return model_allows(m->area[i].prot, access) ? 0 : -EACCES;
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
		model_add(m, (struct area){ old, end, PROT_READ | PROT_WRITE, 0 });
	} else if (end < old) {
		const struct area *a = model_at(m, end);

		if (!a || a->start >= old)
			return model_heap_end;
		model_remove(m, end, old);
	}
	return model_heap_end = addr;
}

#endif
