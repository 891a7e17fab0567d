/*
 * The workload's mappings (mm/tree.c, mappings.c, mmap.c, munmap.c, mprotect.c, brk.c and
 * the growing of stacks in fault.c): random calls, each also made on a plain sorted array.
 * SPDX-License-Identifier: MIT
 */
#include "machine.h"

#include "mm/brk.c"
#include "mm/fault.c"
#include "mm/gaps.c"
#include "mm/mappings.c"
#include "mm/mmap.c"
#include "mm/mprotect.c"
#include "mm/munmap.c"
#include "mm/place.c"
#include "mm/tree.c"

#include "mappings_machine.h"
#include "mappings_model.h"

#define OPERATIONS	200000
#define OPERATIONS_LONG 10000000
#define HEAP		0x555555600000ul

static struct model now, then;

/* --- what must hold after every call --- */

static void assert_node(const struct avl *node, const struct avl *parent, int low, int high)
{
	assert_ptr_equal(node->parent, parent);
	assert_int_equal(high - low, node->balance);
	assert_in_range(node->balance + 1, 0, 2);
}

/* Height of a subtree; its nodes are those of the list, from *in_order on. */
static int assert_tree(const struct avl *node, const struct avl *parent,
		       const struct vma **in_order)
{
	int low, high;

	if (node == &avl_none)
		return 0;
	low = assert_tree(node->child[0], node, in_order);
	assert_ptr_equal(node, &(*in_order)->node);
	*in_order = (*in_order)->next;
	high = assert_tree(node->child[1], node, in_order);
	assert_node(node, parent, low, high);
	return 1 + (low > high ? low : high);
}

static unsigned int gap_nodes;

/* The most pages of any gap below; each is that of a mapping of the list, from *in_order on. */
static uint32_t assert_gaps(const struct avl *node, const struct avl *parent,
			    const struct vma **in_order, int *height)
{
	const struct gap *gap = container_of(node, struct gap, node);
	uint32_t most_low, most_high, most;
	int low, high;

	*height = 0;
	if (node == &avl_none)
		return 0;
	most_low = assert_gaps(node->child[0], node, in_order, &low);
	while (gap != &(*in_order)->gap) {
		assert_ptr_not_equal(*in_order, &vma_upper_end);
		*in_order = (*in_order)->next;
	}
	*in_order = (*in_order)->next;
	most_high = assert_gaps(node->child[1], node, in_order, &high);
	assert_node(node, parent, low, high);
	gap_nodes++;
	assert_int_equal(gap->most[0], most_low);
	assert_int_equal(gap->most[1], most_high);
	*height = 1 + (low > high ? low : high);
	most = most_low > most_high ? most_low : most_high;
	return gap->pages > most ? gap->pages : most;
}

static void assert_gap(const struct vma *vma, const struct vma *below)
{
	intptr_t low = below->end, high = MMAP_BASE, guard = STACK_GUARD_GAP;
	size_t pages = 0;

	if (vma != &vma_upper_end && (intptr_t)vma->start < high + guard)
		high = vma->start - (vma->flags & VMA_GROWSDOWN ? guard : 0);
	if (high > (intptr_t)MMAP_BASE)
		high = MMAP_BASE;
	if (high > low)
		pages = (high - low) / PAGE_SIZE;
	assert_int_equal(vma->gap.pages, pages < UINT32_MAX ? pages : UINT32_MAX);
}

static bool is_as(const struct model *model)
{
	const struct vma *vma = lower_end.next;

	for (unsigned int i = 0; i < model->count; i++, vma = vma->next) {
		const struct area *a = &model->area[i];

		if (vma->start != a->start || vma->end != a->end || vma->prot != a->prot ||
		    vma->flags != a->flags)
			return false;
	}
	return vma == &vma_upper_end;
}

static void assert_present_pages(void)
{
	for (unsigned int i = 0; i < present_count; i++) {
		const struct area *a = model_at(&now, present[i].page);

		assert_true(a && a->start <= present[i].page);
		assert_int_equal(present[i].prot, a->prot);
	}
}

static unsigned int assert_list(void)
{
	const struct vma *below = &lower_end, *vma = lower_end.next;
	unsigned int gaps = 0;

	for (;; below = vma, vma = vma->next) {
		assert_ptr_equal(vma->prev, below);
		assert_gap(vma, below);
		gaps += vma->gap.pages != 0;
		if (vma == &vma_upper_end)
			return gaps;
	}
}

/* The height of the tree. */
static int assert_all(void)
{
	const struct vma *in_order = lower_end.next, *gaps = lower_end.next;
	int height = assert_tree(tree_head.child[0], &tree_head, &in_order), gaps_height;
	uint32_t most;

	assert_ptr_equal(in_order, &vma_upper_end);
	gap_nodes = 0;
	most = assert_gaps(gaps_head.node.child[0], &gaps_head.node, &gaps, &gaps_height);
	assert_int_equal(gaps_head.most[0], most);
	assert_int_equal(gap_nodes, assert_list());
	assert_true(is_as(&now));
	assert_int_equal(live, now.count);
	assert_present_pages();
	return height;
}

/* --- random calls --- */

/* Where the borders of things are, with room for some hundred mappings. */
static uintptr_t random_address(void)
{
	static const uintptr_t places[] = {
		0,
		MMAP_MIN_ADDR,
		MAP_LOW_START - 0x10000,
		MAP_LOW_END - 0x10000,
		PIE_BASE,
		HEAP,
		MMAP_BASE - 0x200000,
		MMAP_BASE - 0x10000,
		TASK_SIZE - 0x100000,
	};
	uintptr_t addr = places[random_under(ARRAY_SIZE(places))] + random_under(256) * PAGE_SIZE;

	if (!random_under(64))
		addr += random_under(PAGE_SIZE);
	return random_under(200) ? addr : random_number();
}

static size_t random_length(void)
{
	static const size_t large[] = { 1ul << 44,
					(1ul << 44) + PAGE_SIZE,
					20ul << 40,
					1ul << 46,
					1ul << 40,
					TASK_SIZE,
					TASK_SIZE + 1,
					SIZE_MAX,
					SIZE_MAX - PAGE_SIZE,
					MODEL_PAGES << 12,
					(MODEL_PAGES + 1) << 12,
					0x3fff0000 };
	size_t length = (1 + random_under(random_under(8) ? 4 : 64)) * PAGE_SIZE;

	if (!random_under(24))
		return large[random_under(ARRAY_SIZE(large))];
	if (!random_under(8))
		length -= random_under(PAGE_SIZE + 1);
	return length;
}

static int random_map_flags(void)
{
	int flags = MAP_ANONYMOUS | (random_under(4) ? MAP_PRIVATE : MAP_SHARED);

	if (!random_under(50))
		flags = MAP_ANONYMOUS | random_under(16);
	flags |= random_under(4) ? 0 : MAP_NORESERVE;
	flags |= random_under(12) ? 0 : MAP_GROWSDOWN;
	flags |= random_under(10) ? 0 : MAP_32BIT;
	flags |= random_under(3) ? 0 : MAP_FIXED;
	flags |= random_under(8) ? 0 : MAP_FIXED_NOREPLACE;
	return flags;
}

static bool is_limited(void)
{
	return budget < UNLIMITED / 2;
}

/*
 * What a call gave and left, against the model: `expected` and `now`. Where objects ran
 * out it may also have done nothing (`then`), and said so.
 */
static void assert_done(long result, long expected)
{
	bool limited = is_limited();

	budget = UNLIMITED;
	if (limited && result == -ENOMEM && is_as(&then))
		now = then;
	else if (result != expected)
		fail_msg("expected %#lx, got %#lx", expected, result);
	else if (limited)
		assert_true(is_as(&now));
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
	populate_fails = false;
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

	if (is_limited() && result == before && is_as(&then)) {
		now = then;
		model_heap_end = before;
	} else {
		assert_int_equal(result, expected);
	}
	budget = UNLIMITED;
}

static void random_call(void)
{
	uintptr_t addr = random_address();
	size_t length = random_length();
	int prot = random_under(8) | (random_under(16) ? 0 : 0x70);

	if (!random_under(6)) {
		then = now;
		budget = random_under(3);
	}
	switch (random_under(10)) {
	case 0 ... 3:
		return call_map(random_under(2) ? addr : 0, length, prot, random_map_flags());
	case 4 ... 5:
		return assert_done(mm_unmap(addr, length), model_unmap(&now, addr, length));
	case 6 ... 7:
		return call_protect(addr, length);
	case 8:
		return call_fault(addr);
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
		cmocka_unit_test(places_go_down_from_the_base),
		cmocka_unit_test(a_gap_of_20_tib),
		cmocka_unit_test(a_stack_has_a_guard_gap),
		cmocka_unit_test(what_cannot_be_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
