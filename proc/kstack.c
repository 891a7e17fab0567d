/*
 * Kernel stacks: slots of KSTACK_SLOT from KSTACK_BASE on. The upper KSTACK_SIZE
 * of one is mapped when it is first used, and stays so; below it nothing is ever
 * mapped, so an overflow faults. SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"
#include "proc/proc.h"

/* Free stacks, linked through their lowest word. */
static void **free_stacks;
/* The next stack to be made, and how much of it is mapped already. */
static uintptr_t next_stack = KSTACK_BASE + KSTACK_SLOT - KSTACK_SIZE;
static size_t next_mapped;

/* Where memory runs out half-way, the next call goes on from there. */
static void *kstack_make(void)
{
	void *stack = (void *)next_stack;

	for (; next_mapped < KSTACK_SIZE; next_mapped += PAGE_SIZE) {
		phys_addr_t page = page_alloc(0);

		if (!page)
			return NULL;
		if (kernel_map_page(next_stack + next_mapped, page)) {
			page_free(page, 0);
			return NULL;
		}
	}
	next_stack += KSTACK_SLOT;
	next_mapped = 0;
	return stack;
}

void *kstack_alloc(void)
{
	void **stack = free_stacks;

	if (!stack)
		return kstack_make();
	free_stacks = *stack;
	return stack;
}

void kstack_free(void *kstack)
{
	void **stack = kstack;

	*stack = free_stacks;
	free_stacks = stack;
}
