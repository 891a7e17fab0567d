/*
 * Kernel stacks: slots of KSTACK_SLOT bytes from KSTACK_BASE on. The upper
 * KSTACK_SIZE bytes of a slot are mapped while it is in use. The rest below is
 * never mapped, so an overflow faults. Some free stacks stay mapped, so that
 * threads that come and go cost no page tables; the pages of the others are
 * freed. SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"
#include "proc/proc.h"

#define STACKS_KEPT 256

/* The free stacks that stay mapped, linked through their lowest word. */
static void **kept_stacks;
static unsigned int kept_count;

/* A slot that was in use and has no pages now. */
struct empty_slot {
	struct empty_slot *next;
	uintptr_t stack;
};
static struct cache slot_cache = CACHE_INIT(sizeof(struct empty_slot));
static struct empty_slot *empty_slots;
/* The stack of the first slot that was never in use. */
static uintptr_t next_stack = KSTACK_BASE + KSTACK_SLOT - KSTACK_SIZE;

/* Frees the first `size` bytes of a stack: only they are mapped. */
static void kstack_unmap(uintptr_t stack, size_t size)
{
	for (size_t at = 0; at < size; at += PAGE_SIZE)
		page_free(kernel_unmap_page(stack + at), 0);
}

static bool kstack_map(uintptr_t stack)
{
	for (size_t at = 0; at < KSTACK_SIZE; at += PAGE_SIZE) {
		phys_addr_t page = page_alloc(0);

		if (!page || kernel_map_page(stack + at, page)) {
			if (page)
				page_free(page, 0);
			kstack_unmap(stack, at);
			return false;
		}
	}
	return true;
}

/*
 * Maps an empty slot, or else one that was never in use. Neither is taken
 * before its pages are there.
 */
static void *kstack_make(void)
{
	struct empty_slot *slot = empty_slots;
	uintptr_t stack = slot ? slot->stack : next_stack;

	if (!kstack_map(stack))
		return NULL;
	if (slot) {
		empty_slots = slot->next;
		cache_free(&slot_cache, slot);
	} else {
		next_stack += KSTACK_SLOT;
	}
	return (void *)stack;
}

void *kstack_alloc(void)
{
	void **stack = kept_stacks;

	if (!stack)
		return kstack_make();
	kept_stacks = *stack;
	kept_count--;
	return stack;
}

/*
 * Frees a stack's pages and notes its slot. The pages just freed are memory
 * enough for the note; only a test that withholds it makes the slot be lost.
 */
static __noinline void kstack_empty(uintptr_t stack)
{
	struct empty_slot *slot;

	kstack_unmap(stack, KSTACK_SIZE);
	slot = cache_alloc(&slot_cache);
	if (!slot)
		return;
	slot->stack = stack;
	slot->next = empty_slots;
	empty_slots = slot;
}

void kstack_free(void *kstack)
{
	void **stack = kstack;

	if (kept_count >= STACKS_KEPT)
		return kstack_empty((uintptr_t)kstack);
	*stack = kept_stacks;
	kept_stacks = stack;
	kept_count++;
}
