/*
 * Page tables, read as the CPU reads them: the kernel's permissions by every
 * address (mm/kernel_map.c), and the workload's pages, tables and TLB
 * (mm/pagetable.c). SPDX-License-Identifier: MIT
 */
#include "machine.h"

#define __data_start image_data_start /* the C library has a symbol of that name */

#include "mm/early.c"
#include "mm/kernel_map.c"
#include "mm/page.c"
#include "mm/pagetable.c"
#include "mm/pagetable_walk.c"
#include "mm/ranges.c"

/* mm/touch.c has a test of its own. */
void memory_touch(void)
{
}

#include <linux/mman.h>

/* The image, as the linker script lays it out, in RAM. */
__asm__(".globl __image_start, __text_start, __text_end, __rodata_start, __rodata_end\n"
	".globl image_data_start, __data_end\n"
	".set __image_start, machine_ram + 0x200000\n"
	".set __text_start, machine_ram + 0x203000\n"
	".set __text_end, machine_ram + 0x20a000\n"
	".set __rodata_start, machine_ram + 0x20a000\n"
	".set __rodata_end, machine_ram + 0x20f000\n"
	".set image_data_start, machine_ram + 0x20f000\n"
	".set __data_end, machine_ram + 0x21c000\n");

#define USER 0x100000000000ul

uint64_t pte_supported;
static unsigned int level_max;
static phys_addr_t activated;

void mm_arch_init(void)
{
}

unsigned int pte_level_max(void)
{
	return level_max;
}

void pte_activate(phys_addr_t kernel, phys_addr_t user)
{
	assert_int_equal(kernel, user);
	activated = kernel;
}

void page_clear(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

/* --- the TLB: translations that were used, until they are flushed --- */

#define TLB_SIZE 4096

static struct {
	uintptr_t va;
	uint64_t pte;
} tlb[TLB_SIZE];
static unsigned int tlb_count, page_flushes, user_flushes;
static size_t free_before; /* SIZE_MAX: not known */

void tlb_flush_prepare(void)
{
}

void tlb_flush_page(uintptr_t va)
{
	page_flushes++;
	for (unsigned int i = 0; i < tlb_count; i++)
		if (tlb[i].va == va)
			tlb[i--] = tlb[--tlb_count];
}

void tlb_flush_user(void)
{
	user_flushes++;
	tlb_count = 0;
}

/* Nothing may have been freed while the TLB might still lead there. */
void tlb_flush_wait(void)
{
	if (free_before != SIZE_MAX)
		assert_int_equal(page_free_count(), free_before);
}

static void use(uintptr_t va)
{
	uint64_t *slot = pagetable_find(va);

	if (!slot || !pte_present(*slot))
		return;
	assert_true(tlb_count < TLB_SIZE);
	tlb[tlb_count].va = va;
	tlb[tlb_count++].pte = *slot;
}

static void assert_tlb(void)
{
	for (unsigned int i = 0; i < tlb_count; i++) {
		uint64_t *slot = pagetable_find(tlb[i].va);

		assert_true(slot && *slot == tlb[i].pte);
	}
}

/* --- start-up --- */

static void start_with(unsigned int largest, uint64_t supported)
{
	level_max = largest;
	pte_supported = supported;
	map_started = false;
	hot.first = NONE;
	hot_count = nonempty = 0;
	free_count = 0;
	free_before = SIZE_MAX;
	tlb_count = page_flushes = user_flushes = 0;
	mm_init();
}

static void start(void)
{
	machine_reset();
	machine_add_memory(0x1000, 0x9e000);
	machine_add_memory(0x100000, MACHINE_RAM - 0x100000 - 0x3000);
	machine_add_reserved(0x200000, 0x1c000);
	start_with(2, ~0ull);
}

/* --- all the kernel's pages --- */

#define MODEL_PAGES (MACHINE_RAM / PAGE_SIZE)

/* What a physical page may be used for, by whichever address. */
static struct use {
	bool write, execute, direct, image;
} uses[MODEL_PAGES];
static unsigned int leaves[PT_LEVELS];

static void note_leaf(uintptr_t va, uint64_t pte, unsigned int level)
{
	bool direct = va >= DIRECT_MAP_BASE && va < DIRECT_MAP_BASE + DIRECT_MAP_SIZE;

	assert_false(pte & PTE_USER);
	assert_true(pte & PTE_GLOBAL);
	assert_int_equal(pte_phys(pte) & (pt_span(level) - 1), 0);
	leaves[level]++;
	for (size_t at = 0; at < pt_span(level); at += PAGE_SIZE) {
		phys_addr_t pa = pte_phys(pte) + at;
		struct use *use = &uses[pa < MACHINE_RAM ? pa / PAGE_SIZE : 0];

		assert_int_equal(va + at, direct ? DIRECT_MAP_BASE + pa : (uintptr_t)machine_ram + pa);
		if (pa >= MACHINE_RAM)
			continue;
		assert_false(direct ? use->direct : use->image);
		use->direct |= direct;
		use->image |= !direct;
		use->write |= !!(pte & PTE_WRITE);
		use->execute |= !(pte & PTE_NX);
	}
}

static void note_table(const uint64_t *table, unsigned int level, uintptr_t base)
{
	for (uintptr_t i = 0; i < PT_ENTRIES; i++) {
		uintptr_t va = base + i * pt_span(level);

		if (level == PT_LEVELS && i >= PT_ENTRIES / 2)
			va |= 0xffff000000000000;
		if (!pte_present(table[i]))
			continue;
		if (level > 1 && !pte_is_large(table[i]))
			note_table(pt_below(table[i]), level - 1, va);
		else
			note_leaf(va, table[i], level);
	}
}

static void note_kernel(void)
{
	memset(uses, 0, sizeof(uses));
	memset(leaves, 0, sizeof(leaves));
	note_table(kernel_root, PT_LEVELS, 0);
}

static bool in_ram(phys_addr_t pa)
{
	for (unsigned int i = 0; i < early_ram.count; i++)
		if (pa >= early_ram.range[i].start && pa < early_ram.range[i].end)
			return true;
	return false;
}

static bool in_section(phys_addr_t pa, const char *from, const char *to)
{
	return pa >= virt_to_phys(from) && pa < virt_to_phys(to);
}

static void kernel_pages_have_exact_permissions(void **state)
{
	(void)state;
	start();
	note_kernel();
	assert_int_equal(activated, virt_to_phys(kernel_root));
	for (phys_addr_t pa = 0; pa < MACHINE_RAM; pa += PAGE_SIZE) {
		const struct use *use = &uses[pa / PAGE_SIZE];
		bool text = in_section(pa, __text_start, __text_end);

		assert_int_equal(use->direct, in_ram(pa));
		assert_int_equal(use->image, in_section(pa, __text_start, __data_end));
		assert_int_equal(use->execute, text);
		assert_int_equal(use->write, in_ram(pa) && !in_section(pa, __image_start, __rodata_end));
		assert_false(use->write && use->execute);
	}
	assert_true(leaves[2] > 20); /* the bulk of it is in large pages */
}

static void without_nx_no_entry_has_its_bit(void **state)
{
	(void)state;
	start();
	start_with(2, ~PTE_NX);
	assert_int_equal(pte_kernel(0x1000, PTE_KERNEL_DATA, 1) & PTE_NX, 0);
	assert_int_equal(pte_user(0x1000, PROT_READ) & PTE_NX, 0);
	assert_int_equal(pagetable_populate(USER, USER + PAGE_SIZE, PROT_READ), 0);
	assert_int_equal(*pagetable_find(USER) & PTE_NX, 0);
}

/* 1 GiB pages where they fit, smaller ones to both edges, nothing in the hole. */
static void direct_map_uses_the_largest_pages(void **state)
{
	static const uint64_t gib = 1ull << 30;

	(void)state;
	machine_reset();
	machine_add_memory(0x1000, gib - 0x1000);
	machine_add_memory(4 * gib - 0x201000, 3 * gib + 0x402000);
	machine_add_reserved(0x200000, 0x1c000);
	level_max = 3;
	pte_supported = ~0ull;
	map_started = false;
	early_init();
	kernel_map_init();
	note_kernel();
	assert_int_equal(leaves[3], 3);
	assert_int_equal(leaves[2], 510 + 1 + 1);
	/* What the first two large pages would hold but page 0, two edges, the image's sections. */
	assert_int_equal(leaves[1], 511 + 512 + 1 + 1 + (0x21c - 0x203));
}

static void devices_and_stacks_are_mapped_on_demand(void **state)
{
	uintptr_t first, second;

	(void)state;
	start();
	first = (uintptr_t)device_map(0xfee00010, 0x20);
	second = (uintptr_t)device_map(0xfec00ff0, 0x20);
	assert_int_equal(first, DEVICE_MAP_BASE + 0x10);
	assert_int_equal(second, DEVICE_MAP_BASE + 0x1ff0);
	assert_int_equal(*kernel_slot(second + 0x10, 1),
			 pte_kernel(0xfec01000, PTE_KERNEL_DEVICE, 1));
	assert_int_equal(kernel_map_page(KSTACK_BASE, 0x5000), 0);
	assert_int_equal(*kernel_slot(KSTACK_BASE, 1), pte_kernel(0x5000, PTE_KERNEL_DATA, 1));
	while (page_alloc(0))
		;
	assert_int_equal(kernel_map_page(KSTACK_BASE + pt_span(2), 0x5000), -ENOMEM);
	assert_null(device_map(0xd0000000, pt_span(2)));
}

/* --- the workload's pages --- */

static int populate(uintptr_t start, uintptr_t end, int prot)
{
	free_before = SIZE_MAX;
	return pagetable_populate(start, end, prot);
}

static void unmap(uintptr_t start, uintptr_t end)
{
	free_before = page_free_count();
	pagetable_unmap(start, end);
	assert_tlb();
}

static void protect(uintptr_t start, uintptr_t end, int prot)
{
	free_before = page_free_count();
	pagetable_protect(start, end, prot);
	assert_int_equal(page_free_count(), free_before);
	assert_tlb();
}

static void fresh_pages_are_zero_and_as_permitted(void **state)
{
	static const struct {
		int prot;
		uint64_t bits;
	} rows[] = {
		{ PROT_NONE, PTE_HELD },
		{ PROT_READ, PTE_PRESENT | PTE_USER | PTE_NX },
		{ PROT_WRITE, PTE_PRESENT | PTE_USER | PTE_NX | PTE_WRITE },
		{ PROT_EXEC, PTE_PRESENT | PTE_USER },
		{ PROT_READ | PROT_WRITE | PROT_EXEC, PTE_PRESENT | PTE_USER | PTE_WRITE },
	};

	(void)state;
	start();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uintptr_t va = USER + i * PAGE_SIZE;
		uint64_t pte;

		memset(machine_ram + 0x300000, 0xff, 0x100000);
		assert_int_equal(populate(va, va + PAGE_SIZE, rows[i].prot), 0);
		pte = *pagetable_find(va);
		assert_int_equal(pte & ~(PTE_ADDRESS | PTE_ACCESSED | PTE_DIRTY), rows[i].bits);
		for (size_t at = 0; at < PAGE_SIZE; at++)
			assert_int_equal(((char *)pt_below(pte))[at], 0);
	}
	assert_null(pagetable_find(USER + pt_span(2)));
}

static void a_page_that_is_there_stays(void **state)
{
	uint64_t pte;

	(void)state;
	start();
	populate(USER, USER + PAGE_SIZE, PROT_READ);
	pte = *pagetable_find(USER);
	assert_int_equal(populate(USER, USER + 3 * PAGE_SIZE, PROT_READ), 0);
	assert_int_equal(*pagetable_find(USER), pte);
	assert_true(*pagetable_find(USER + 2 * PAGE_SIZE));
}

static void empty_tables_go_with_the_last_page(void **state)
{
	size_t before;

	(void)state;
	start();
	before = page_free_count();
	populate(USER, USER + PAGE_SIZE, PROT_READ);
	assert_int_equal(page_free_count(), before - 4);
	populate(USER + pt_span(2) - PAGE_SIZE, USER + pt_span(2) + PAGE_SIZE, PROT_READ);
	assert_int_equal(page_free_count(), before - 7);
	use(USER);
	unmap(USER, USER + PAGE_SIZE);
	assert_int_equal(page_free_count(), before - 6);
	assert_int_equal(page_flushes, 1);
	use(USER + pt_span(2) - PAGE_SIZE);
	unmap(USER, USER + pt_span(2));
	assert_int_equal(page_free_count(), before - 4);
	use(USER + pt_span(2));
	page_flushes = 0;
	unmap(USER + pt_span(2), USER + pt_span(2) + PAGE_SIZE);
	assert_int_equal(page_free_count(), before);
	assert_int_equal(page_flushes, 1); /* for the page and its three tables */
	assert_int_equal(user_flushes, 0);
}

static void a_wide_range_costs_one_flush(void **state)
{
	size_t before;

	(void)state;
	start();
	before = page_free_count();
	assert_int_equal(populate(USER, USER + 100 * PAGE_SIZE, PROT_READ), 0);
	for (int i = 0; i < 100; i++)
		use(USER + i * PAGE_SIZE);
	unmap(USER - pt_span(4), USER + 16 * pt_span(4)); /* and much that is not there */
	assert_int_equal(user_flushes, 1);
	assert_int_equal(page_flushes, 0);
	assert_int_equal(page_free_count(), before);
}

static void nothing_there_costs_no_flush(void **state)
{
	(void)state;
	start();
	populate(USER, USER + PAGE_SIZE, PROT_NONE);
	unmap(USER, USER + 16 * PAGE_SIZE);
	protect(USER, USER + pt_span(3), PROT_READ);
	populate(USER, USER + PAGE_SIZE, PROT_READ);
	page_flushes = 0;
	protect(USER, USER + PAGE_SIZE, PROT_READ);
	assert_int_equal(page_flushes + user_flushes, 0);
}

static void protection_keeps_the_page(void **state)
{
	phys_addr_t pa;

	(void)state;
	start();
	populate(USER, USER + 2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	pa = pte_phys(*pagetable_find(USER));
	use(USER);
	use(USER + PAGE_SIZE);
	protect(USER, USER + PAGE_SIZE, PROT_NONE);
	assert_int_equal(*pagetable_find(USER), pa | PTE_HELD);
	assert_int_equal(*pagetable_find(USER + PAGE_SIZE) & PTE_WRITE, PTE_WRITE);
	protect(USER, USER + PAGE_SIZE, PROT_READ | PROT_EXEC);
	assert_int_equal(*pagetable_find(USER), pte_user(pa, PROT_READ | PROT_EXEC));
	protect(USER, USER + PAGE_SIZE, PROT_NONE);
	unmap(USER, USER + 2 * PAGE_SIZE);
}

/* Each page and each table may be the one for which there is no memory. */
static void exhaustion_leaves_nothing_behind(void **state)
{
	phys_addr_t spare[8], held = 0, pa;
	size_t before;

	(void)state;
	start();
	for (int i = 0; i < 8; i++)
		spare[i] = page_alloc(0);
	while ((pa = page_alloc(0))) {
		*(phys_addr_t *)phys_to_virt(pa) = held;
		held = pa;
	}
	for (int have = 0; have < 8; have++) {
		before = page_free_count();
		assert_int_equal(before, have);
		/* A page on each side of a border between tables of level 3: 2 pages, 5 tables. */
		assert_int_equal(populate(USER + pt_span(3) - PAGE_SIZE,
						    USER + pt_span(3) + PAGE_SIZE, PROT_READ),
				 have < 7 ? -ENOMEM : 0);
		assert_true(page_free_count() == before || page_free_count() == before - 4 || have == 7);
		unmap(USER, USER + 2 * pt_span(3));
		assert_int_equal(page_free_count(), before);
		page_free(spare[have], 0);
	}
}

static void random_use_leaks_nothing_and_flushes_all(void **state)
{
	size_t before;

	(void)state;
	start();
	before = page_free_count();
	for (int step = 0; step < 20000; step++) {
		/* Clusters at borders of tables of each level. */
		uintptr_t at = USER + random_under(3) * pt_span(1 + random_under(4));
		uintptr_t start = at + random_under(40) * PAGE_SIZE;
		uintptr_t end = start + (1 + random_under(40)) * PAGE_SIZE;
		int prot = random_under(8);

		if (tlb_count < TLB_SIZE / 2)
			for (uintptr_t va = start; va < end; va += 3 * PAGE_SIZE)
				use(va);
		switch (random_under(3)) {
		case 0:
			assert_int_equal(populate(start, end, prot), 0);
			break;
		case 1:
			protect(start, end, prot);
			break;
		default:
			unmap(start, end);
		}
	}
	unmap(USER, USER + 16 * pt_span(4));
	assert_int_equal(page_free_count(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernel_pages_have_exact_permissions),
		cmocka_unit_test(without_nx_no_entry_has_its_bit),
		cmocka_unit_test(direct_map_uses_the_largest_pages),
		cmocka_unit_test(devices_and_stacks_are_mapped_on_demand),
		cmocka_unit_test(fresh_pages_are_zero_and_as_permitted),
		cmocka_unit_test(a_page_that_is_there_stays),
		cmocka_unit_test(empty_tables_go_with_the_last_page),
		cmocka_unit_test(a_wide_range_costs_one_flush),
		cmocka_unit_test(nothing_there_costs_no_flush),
		cmocka_unit_test(protection_keeps_the_page),
		cmocka_unit_test(exhaustion_leaves_nothing_behind),
		cmocka_unit_test(random_use_leaks_nothing_and_flushes_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
