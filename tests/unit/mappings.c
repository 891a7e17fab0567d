/*
 * The workload's mappings (mm/tree.c, gaps.c, mappings.c, all calls on them, and the growing of
 * stacks in fault.c): random calls, each also made on a plain sorted array.
 * SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include "mm/avl.c"
#include "mm/brk.c"
#include "mm/fault.c"
#include "mm/gaps.c"
#include "mm/madvise.c"
#include "mm/mappings.c"
#include "mm/mmap.c"
#include "mm/mprotect.c"
#include "mm/mremap.c"
#include "mm/munmap.c"
#include "mm/place.c"
#include "mm/tree.c"

#include "mappings_check.h"
#include "mappings_machine.h"
#include "mappings_random.h"
#include "mappings_remap.h"

#define OPERATIONS	200000
#define OPERATIONS_LONG 10000000

/* --- random calls --- */

static bool is_limited(void)
{
	return budget < UNLIMITED / 2;
}

/*
 * What a call gave and left, against the model: `expected` and `now`. Where memory
 * ran out, it may have come no further than one of the steps, and said so.
 */
static void assert_done_or(long result, long expected, long shortage)
{
	bool limited = is_limited() || populate_fails;

	budget = UNLIMITED;
	populate_fails = false;
	for (unsigned int i = 0; limited && result == shortage && i < model_step_count; i++)
		if (is_as(&model_steps[i])) {
			model_copy(&now, &model_steps[i]);
			return;
		}
	if (result != expected)
		fail_msg("expected %#lx, got %#lx", expected, result);
	else if (limited)
		assert_true(is_as(&now));
}

static void assert_done(long result, long expected)
{
	assert_done_or(result, expected, -ENOMEM);
}

static void call_map(uintptr_t addr, size_t length, int prot, int flags)
{
	long expected = model_map(&now, addr, length, prot, flags);

	/* Pages at once, sometimes too few of them: the mapping is the same. */
	if (length < 0x100000 && !random_under(4)) {
		flags |= MAP_POPULATE;
		populate_fails = !random_under(4);
	}
	assert_done(mm_map(addr, length, prot, flags), expected);
}

static void call_map_file(uintptr_t addr, size_t length, int prot, int flags)
{
	size_t offset = random_under(24) * PAGE_SIZE;
	long expected;

	flags &= ~MAP_ANONYMOUS;
	if (!random_under(40))
		offset = (size_t)INT64_MAX + 1 - (random_under(8) + 1) * PAGE_SIZE;
	expected = model_map_file(&now, addr, length, prot, flags, offset);
	if (length < 0x100000 && !random_under(4))
		flags |= MAP_POPULATE;
	assert_done(do_mmap(addr, length, prot, flags, FILE_FD, offset), expected);
}

/* How many pages are present in [start, end). */
static unsigned int pages_in(uintptr_t start, uintptr_t end)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < present_count; i++)
		n += present[i].page >= start && present[i].page < end;
	return n;
}

static void call_remap(uintptr_t addr, size_t length)
{
	static const unsigned long flags_of[] = { 0, MREMAP_MAYMOVE, MREMAP_MAYMOVE | MREMAP_FIXED,
						  MREMAP_MAYMOVE | MREMAP_DONTUNMAP,
						  MREMAP_MAYMOVE | MREMAP_FIXED |
							  MREMAP_DONTUNMAP };
	unsigned long flags = flags_of[random_under(ARRAY_SIZE(flags_of))];
	size_t new_length = random_under(3) ? random_length() : length;
	uintptr_t to = random_address();
	long expected, result;
	unsigned int pages;
	size_t moved;

	if (!random_under(30))
		flags = random_under(16);
	if (!random_under(12))
		length = 0;
	moved = ALIGN_UP(length, PAGE_SIZE); /* of the longest nothing is left, as on Linux */
	if (moved > ALIGN_UP(new_length, PAGE_SIZE))
		moved = ALIGN_UP(new_length, PAGE_SIZE);
	pages = pages_in(addr, addr + moved);
	if (!random_under(8)) {
		populate_fails = true;
		model_step(&now);
	}
	expected = model_remap(&now, addr, length, new_length, flags, to);
	result = do_mremap(addr, length, new_length, flags, to);
	assert_done(result, expected);
	if (result < 0 || result == (long)addr)
		return;
	/* They went along. Where it stays, too, it stays without. */
	assert_int_equal(pages_in(result, result + ALIGN_UP(new_length, PAGE_SIZE)), pages);
	if (flags & MREMAP_DONTUNMAP)
		assert_int_equal(pages_in(addr, addr + moved), 0);
}

/* What was to go out of [start, end) of an area is in none of its object's. */
static void assert_dropped(const struct area *of, uintptr_t start, uintptr_t end, int advice)
{
	for (unsigned int i = 0; i < present_count; i++) {
		const struct area *a = model_at(&now, present[i].page);
		uintptr_t page = present[i].page;

		if (advice == MADV_REMOVE && a->object == of->object)
			page += of->origin - a->origin;
		assert_false(page >= start && page < end);
	}
}

static void call_advise(uintptr_t addr, size_t length)
{
	int advice = model_advices[random_under(ARRAY_SIZE(model_advices))];
	const struct area *a;
	long expected;

	if (!random_under(40))
		advice = random_under(200);
	if (length > 64 * PAGE_SIZE) /* more areas than steps */
		budget = UNLIMITED;
	expected = model_advise(&now, addr, length, advice);
	assert_done_or(do_madvise(addr, length, advice), expected, -EAGAIN);
	a = model_at(&now, addr);
	if (expected || !length)
		return;
	if (advice == MADV_DONTNEED || advice == MADV_DONTNEED_LOCKED || advice == MADV_FREE)
		assert_dropped(a, addr, addr + length, advice);
	else if (advice == MADV_REMOVE && a->end >= addr + length)
		assert_dropped(a, addr, addr + length, advice);
}

static void call_fault(uintptr_t addr)
{
	int access = random_under(3);

	if (model_fault_touches_equal(&now, addr))
		return;
	assert_done(mm_fault(addr, access), model_fault(&now, addr, access));
}

static void call_protect(uintptr_t addr, size_t length)
{
	static const unsigned long more[] = { PROT_SEM, 0x10, PROT_GROWSDOWN, PROT_GROWSUP,
					      PROT_GROWSDOWN | PROT_GROWSUP };
	unsigned long prot = random_under(8);

	if (!random_under(6))
		prot |= more[random_under(ARRAY_SIZE(more))];
	assert_done(mm_protect(addr, length, prot), model_protect(&now, addr, length, prot));
}

static void call_brk(void)
{
	uintptr_t addr = HEAP - 5 + random_under(64 * PAGE_SIZE), before = model_heap_end;
	uintptr_t expected = model_brk(&now, HEAP, addr), result = do_brk(addr);

	if (is_limited() && result == before && is_as(&model_steps[0])) {
		model_copy(&now, &model_steps[0]);
		model_heap_end = before;
	} else {
		assert_int_equal(result, expected);
	}
	budget = UNLIMITED;
}

/* The lowest tree that so many nodes fit in. */
static unsigned int least_height(unsigned int nodes)
{
	unsigned int height = 0;

	while (nodes >> height)
		height++;
	return height;
}

/* The trees stay what they were, and are as low as they can be; calls go on from there. */
static void settle(void)
{
	tree_settle();
	assert_int_equal(assert_all(), least_height(now.count + 1));
}

static void random_call(void)
{
	uintptr_t addr = random_address();
	size_t length = random_length();
	int prot = random_under(8) | (random_under(16) ? 0 : 0x70);

	model_step_count = 0;
	budget = UNLIMITED;
	if (!random_under(6)) {
		model_step(&now);
		budget = random_under(4);
	}
	switch (random_under(15)) {
	case 0 ... 3:
		return call_map(random_under(2) ? addr : 0, length, prot, random_map_flags());
	case 4 ... 5:
		return assert_done(mm_unmap(addr, length), model_unmap(&now, addr, length));
	case 6 ... 7:
		return call_protect(addr, length);
	case 8:
		return call_fault(addr);
	case 9 ... 10:
		return call_remap(addr, length);
	case 11:
		return call_advise(addr, length);
	case 12:
		return call_map_file(random_under(2) ? addr : 0, length, prot, random_map_flags());
	case 13:
		return random_under(20) ? call_brk() : settle();
	default:
		return call_brk();
	}
}

static void take_all_away(void)
{
	budget = UNLIMITED;
	assert_int_equal(mm_unmap(0, TASK_SIZE), 0);
	model_remove(&now, 0, TASK_SIZE);
	assert_int_equal(now.count, 0);
	assert_int_equal(assert_all(), 1);
	assert_int_equal(live, 0);
	assert_int_equal(backing_count, 0);
	assert_int_equal(objects_live, 0);
	assert_int_equal(present_count, 0);
}

static void random_calls(void **state)
{
	size_t operations = getenv("TEST_LONG") ? OPERATIONS_LONG : OPERATIONS;
	unsigned int most = 0;

	(void)state;
	mm_brk_init(HEAP);
	model_heap_end = HEAP;
	for (size_t i = 0; i < operations; i++) {
		random_call();
		if (i % (1 + now.count / 8) == 0)
			assert_all();
		if (now.count > most)
			most = now.count;
		if (i % 20000 == 19999)
			take_all_away();
	}
	assert_true(most > 200);
}

/* --- examples --- */

#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)

/* 144 % of a perfect tree's height at most, however they come and go. */
static void the_tree_stays_flat(void **state)
{
	const unsigned int n = MODEL_AREAS_MAX - 1;

	(void)state;
	for (unsigned int i = 0; i < n; i++) {
		uintptr_t addr = PIE_BASE + (i % 2 ? i : n - i) * PAGE_SIZE;

		assert_int_equal(mm_map(addr, PAGE_SIZE, i % 4 > 1, PRIVATE | MAP_FIXED), addr);
		model_map(&now, addr, PAGE_SIZE, i % 4 > 1, PRIVATE | MAP_FIXED);
	}
	assert_true(now.count > n / 2);
	assert_in_range(assert_all(), 10, 17);
	for (unsigned int i = 0; i < n; i += 3) {
		assert_int_equal(mm_unmap(PIE_BASE + i * PAGE_SIZE, PAGE_SIZE), 0);
		model_unmap(&now, PIE_BASE + i * PAGE_SIZE, PAGE_SIZE);
	}
	assert_in_range(assert_all(), 10, 17);
	take_all_away();
}

/* Whatever order they came in, the same mappings give the same tree. */
static void settled_trees_know_no_history(void **state)
{
	static const unsigned int orders[][5] = { { 0, 1, 2, 3, 4 }, { 4, 2, 0, 3, 1 } };
	uintptr_t roots[2];

	(void)state;
	for (unsigned int n = 0; n < 2; n++) {
		for (unsigned int i = 0; i < 5; i++) {
			uintptr_t addr = PIE_BASE + 2 * orders[n][i] * PAGE_SIZE;

			assert_int_equal(mm_map(addr, PAGE_SIZE, 1, PRIVATE | MAP_FIXED), addr);
			model_map(&now, addr, PAGE_SIZE, 1, PRIVATE | MAP_FIXED);
		}
		settle();
		roots[n] = vma_of(tree_head.child[0])->start;
		take_all_away();
	}
	assert_int_equal(roots[0], PIE_BASE + 2 * 3 * PAGE_SIZE);
	assert_int_equal(roots[1], roots[0]);
}

static void places_go_down_from_the_base(void **state)
{
	uintptr_t first = MMAP_BASE - 3 * PAGE_SIZE, second = first - PAGE_SIZE;

	(void)state;
	assert_int_equal(mm_map(0, 3 * PAGE_SIZE, PROT_READ, PRIVATE), first);
	assert_int_equal(mm_map(0, 1, PROT_WRITE, PRIVATE), second);
	assert_int_equal(mm_unmap(first + PAGE_SIZE, PAGE_SIZE), 0);
	assert_int_equal(mm_map(0, 2 * PAGE_SIZE, PROT_READ, PRIVATE), second - 2 * PAGE_SIZE);
	assert_int_equal(mm_map(0, PAGE_SIZE, PROT_READ, PRIVATE), first + PAGE_SIZE);
	assert_int_equal(mm_map(0, PAGE_SIZE, 0, PRIVATE | MAP_32BIT), 0x40000000);
	assert_int_equal(mm_map(0, PAGE_SIZE, 0, PRIVATE | MAP_32BIT), 0x40001000);
	model_remove(&now, 0, TASK_SIZE);
	take_all_away();
}

/* More than the tree counts, to the page. */
static void a_gap_of_20_tib(void **state)
{
	const size_t length = 20ul << 40;
	uintptr_t high = MMAP_BASE - (2ul << 40), low = high - length - PAGE_SIZE;

	(void)state;
	assert_int_equal(mm_map(high, PAGE_SIZE, 0, PRIVATE | MAP_FIXED), high);
	assert_int_equal(mm_map(low, PAGE_SIZE, 0, PRIVATE | MAP_FIXED), low);
	assert_int_equal(mm_map(0, length, 1, PRIVATE), low + PAGE_SIZE);
	take_all_away();
	assert_int_equal(mm_map(high, PAGE_SIZE, 0, PRIVATE | MAP_FIXED), high);
	assert_int_equal(mm_map(low, PAGE_SIZE, 0, PRIVATE | MAP_FIXED), low);
	assert_int_equal(mm_map(0, length + PAGE_SIZE, 1, PRIVATE), low - length - PAGE_SIZE);
	take_all_away();
}

/* A stack keeps 1 MiB free below itself, for which a hint makes room and MAP_FIXED does not. */
static void a_stack_has_a_guard_gap(void **state)
{
	uintptr_t stack = MMAP_BASE - PAGE_SIZE, below = stack - 0x100000;

	(void)state;
	assert_int_equal(mm_map(stack, PAGE_SIZE, 3, PRIVATE | MAP_GROWSDOWN | MAP_FIXED), stack);
	assert_int_equal(mm_map(0, PAGE_SIZE, 3, PRIVATE), below - PAGE_SIZE);
	assert_int_equal(mm_map(below, PAGE_SIZE, 3, PRIVATE), below - 2 * PAGE_SIZE);
	assert_int_equal(mm_fault(stack - 1, MM_FAULT_WRITE), -EFAULT);
	assert_int_equal(mm_unmap(below - PAGE_SIZE, PAGE_SIZE), 0);
	assert_int_equal(mm_fault(stack - 1, MM_FAULT_WRITE), 0);
	assert_int_equal(mm_fault(stack - 1 - PAGE_SIZE, MM_FAULT_WRITE), -EFAULT);
	assert_int_equal(mm_unmap(below - 2 * PAGE_SIZE, PAGE_SIZE), 0);
	assert_int_equal(vma_find(stack - 1)->start, stack - PAGE_SIZE);
	assert_int_equal(mm_fault(stack + PAGE_SIZE - STACK_SIZE_MAX - 1, MM_FAULT_WRITE), -EFAULT);
	assert_int_equal(mm_fault(stack + PAGE_SIZE - STACK_SIZE_MAX, MM_FAULT_WRITE), 0);
	take_all_away();
}

/* Of a descriptor: open, closed, and what is no mapping at all. */
static void what_cannot_be_mapped(void **state)
{
	(void)state;
	assert_int_equal(mmap_pgoff(0, PAGE_SIZE, 0, MAP_PRIVATE, 1, 0), -ENODEV);
	assert_int_equal(mmap_pgoff(0, PAGE_SIZE, 0, MAP_PRIVATE, 2, 0), -EBADF);
	assert_int_equal(mmap_pgoff(0, PAGE_SIZE, 0, 0, 1, 0), -EINVAL);
	assert_int_equal(mmap_pgoff(0, 0, 0, MAP_PRIVATE, 1, 0), -EINVAL);
	assert_int_equal(do_mmap(0, PAGE_SIZE, 0, PRIVATE, -1, 1), -EINVAL);
	assert_int_equal(do_mmap(0, PAGE_SIZE, 0, PRIVATE | MAP_HUGETLB, -1, 0), -ENOMEM);
	take_all_away();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_calls),
		cmocka_unit_test(the_tree_stays_flat),
		cmocka_unit_test(settled_trees_know_no_history),
		cmocka_unit_test(places_go_down_from_the_base),
		cmocka_unit_test(a_gap_of_20_tib),
		cmocka_unit_test(a_stack_has_a_guard_gap),
		cmocka_unit_test(what_cannot_be_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
