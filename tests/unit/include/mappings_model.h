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
	unsigned int object; /* its number, or 0: private and anonymous */
	size_t size;	     /* of the object */
	uintptr_t origin;    /* where it begins; may be below 0 */
};

struct model {
	struct area area[MODEL_AREAS_MAX];
	unsigned int count;
};

static uintptr_t model_heap_end;

/* What a call may leave that memory ran out for: it as it was, and then step by step. */
#define MODEL_STEPS_MAX 80
static struct model model_steps[MODEL_STEPS_MAX];
static unsigned int model_step_count;

static void model_copy(struct model *to, const struct model *from)
{
	to->count = from->count;
	memcpy(to->area, from->area, from->count * sizeof(from->area[0]));
}

static void model_step(const struct model *m)
{
	assert_true(model_step_count < MODEL_STEPS_MAX);
	model_copy(&model_steps[model_step_count++], m);
}

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
	return a->prot == b->prot && a->flags == b->flags && a->object == b->object &&
	       a->origin == b->origin;
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

#endif
