/*
 * Page-table entries (Intel SDM Vol. 3, 4.5; AMD APM Vol. 2, 5.3). Both architectures
 * have four levels of 512 entries, with 4 KiB pages at level 1; mm/pagetable.c and
 * mm/kernel_map.c know that shape. Only this file knows what an entry's bits mean.
 * Next: tlb.h. SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PTE_H
#define ARCH_PTE_H

#include "include/compiler.h"

#include <stdbool.h>

#include <linux/mman.h>

#define PTE_PRESENT (1ull << 0)
#define PTE_WRITE (1ull << 1)
#define PTE_USER (1ull << 2)
#define PTE_PWT (1ull << 3)
#define PTE_PCD (1ull << 4)
#define PTE_ACCESSED (1ull << 5)
#define PTE_DIRTY (1ull << 6)
#define PTE_LARGE (1ull << 7) /* at levels 2 and 3 */
#define PTE_GLOBAL (1ull << 8)
#define PTE_HELD (1ull << 9) /* ours: a page under PROT_NONE, which the CPU sees as absent */
#define PTE_BORROWED (1ull << 10) /* ours: a page that is not freed with the mapping */
#define PTE_NX (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull

/* The kinds of kernel pages. None is both writable and executable. */
#define PTE_KERNEL_TEXT 0ull
#define PTE_KERNEL_RODATA PTE_NX
#define PTE_KERNEL_DATA (PTE_NX | PTE_WRITE)
/*
 * PCD and PWT choose PAT entry 3, which is uncached in the PAT that a CPU starts with
 * (SDM Vol. 3, 11.12.4).
 */
#define PTE_KERNEL_DEVICE (PTE_NX | PTE_WRITE | PTE_PCD | PTE_PWT)

/* One root serves both halves of the address space. */
#define PTE_ROOT_SHARED 1

/*
 * A mask of the bits that this CPU has. Without NX or global pages, their bits are
 * reserved or ignored.
 */
extern uint64_t pte_supported;

/*
 * Learns what the CPU's paging has, and patches the code that depends on it. To be
 * called before the first entry is made: the early tables still have a writable alias
 * of the code.
 */
void mm_arch_init(void);

/* Returns the level of the largest page: 2 (2 MiB) or 3 (1 GiB). */
unsigned int pte_level_max(void);

/* Lets the CPU use these tables, and empties the TLB of what the tables before them held. */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root);

/* Tells whether the CPU finds a page or a table in this entry. */
static inline bool pte_present(uint64_t pte)
{
	return pte & PTE_PRESENT;
}

/*
 * Tells whether an entry of level 2 or above, which is not zero, leads to a page, not
 * to a table.
 */
static inline bool pte_is_large(uint64_t pte)
{
	return pte & PTE_LARGE;
}

/* Returns the physical address of the page or table. A held page has one, too. */
static inline phys_addr_t pte_phys(uint64_t pte)
{
	return pte & PTE_ADDRESS;
}

/* Returns an entry that leads to a table. It permits everything: the last level alone decides. */
static inline uint64_t pte_table(phys_addr_t table, bool user)
{
	return table | PTE_PRESENT | PTE_WRITE | PTE_ACCESSED | (user ? PTE_USER : 0);
}

/*
 * Returns the entry of a user page with the access rights prot (PROT_). A writable
 * or executable page is always readable. The accessed and dirty bits are set from the
 * start: the kernel never looks at them, and the CPU need not write them then. A held
 * page keeps its address although L1TF could read through it: all that lies there is
 * what the workload itself has written.
 */
static inline uint64_t pte_user(phys_addr_t pa, int prot)
{
	uint64_t pte = pa | PTE_PRESENT | PTE_USER | PTE_ACCESSED | PTE_DIRTY;

	if (!(prot & (PROT_READ | PROT_WRITE | PROT_EXEC)))
		return pa | PTE_HELD;
	if (prot & PROT_WRITE)
		pte |= PTE_WRITE;
	if (!(prot & PROT_EXEC))
		pte |= PTE_NX & pte_supported;
	return pte;
}

/*
 * Turn a user page's entry, held or present, into one for level 2, and back into one
 * for level 1.
 */
static inline uint64_t pte_to_large(uint64_t pte)
{
	return pte | PTE_LARGE;
}

static inline uint64_t pte_to_small(uint64_t pte)
{
	return pte & ~PTE_LARGE;
}

/* Returns the entry of a kernel page of that level. kind: one of PTE_KERNEL_. */
static inline uint64_t pte_kernel(phys_addr_t pa, uint64_t kind, unsigned int level)
{
	uint64_t pte = pa | kind | PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY | PTE_GLOBAL;

	return (level > 1 ? pte | PTE_LARGE : pte) & pte_supported;
}

/* Writes an entry with a single store, since the CPU may read the entry at any time. */
static inline void pte_set(uint64_t *slot, uint64_t pte)
{
	WRITE_ONCE(*slot, pte);
}

/*
 * Lets the kernel's next access use entries that were set where none was before. The CPU
 * needs no barrier for that, since it caches no absent entries (SDM Vol. 3, 4.10.4.3).
 */
static inline void pte_publish(void)
{
	barrier();
}

/* Makes a page's bytes visible to the instruction fetch. On this architecture they always are. */
static inline void page_sync_code(void *page)
{
	(void)page;
}

#endif
