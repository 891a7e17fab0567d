/*
 * Page-table entries (Intel SDM Vol. 3, 4.5; AMD APM Vol. 2, 5.3). Four levels
 * of 512 entries, level 1 holding 4 KiB pages: that shape is generic, and
 * mm/pagetable.c and mm/kernel_map.c know it; all that an entry's bits mean is
 * here. Next: tlb.h. SPDX-License-Identifier: MIT
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

/* What kernel pages may be; no kind is both writable and executable. */
#define PTE_KERNEL_TEXT 0ull
#define PTE_KERNEL_RODATA PTE_NX
#define PTE_KERNEL_DATA (PTE_NX | PTE_WRITE)
/* PAT entry 3, uncached in the PAT that a CPU starts with (SDM Vol. 3, 11.12.4). */
#define PTE_KERNEL_DEVICE (PTE_NX | PTE_WRITE | PTE_PCD | PTE_PWT)

/* One root serves both halves of the address space. */
#define PTE_ROOT_SHARED 1

/* Without NX or global pages in the CPU, their bits are reserved or mean nothing: this drops them. */
extern uint64_t pte_supported;

/*
 * Before any entry is made: learns what the CPU has, and patches the code that
 * depends on it, which can still be written by its alias in the early tables.
 */
void mm_arch_init(void);

/* The largest page is of this level: 2 (2 MiB) or 3 (1 GiB). */
unsigned int pte_level_max(void);

/* Lets the CPU use these tables; of the tables before, nothing stays in the TLB. */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root);

/* The CPU finds a page or a table there. */
static inline bool pte_present(uint64_t pte)
{
	return pte & PTE_PRESENT;
}

/* An entry of level 2 or above that is not zero leads to a page, not to a table. */
static inline bool pte_is_large(uint64_t pte)
{
	return pte & PTE_LARGE;
}

/* Of the page or table; that of a held page too. */
static inline phys_addr_t pte_phys(uint64_t pte)
{
	return pte & PTE_ADDRESS;
}

/* A table below: as permissive as can be, since the last level decides. */
static inline uint64_t pte_table(phys_addr_t table, bool user)
{
	return table | PTE_PRESENT | PTE_WRITE | PTE_ACCESSED | (user ? PTE_USER : 0);
}

/*
 * A user page under prot (PROT_). Writable or executable is always readable.
 * Nobody asks for the accessed and dirty bits, and a CPU that finds them set
 * need not write them. A held page keeps its address: what L1TF could make of
 * it is what the workload itself has written there.
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

/* The same at level 2, and back: a user page of either size, held or present. */
static inline uint64_t pte_to_large(uint64_t pte)
{
	return pte | PTE_LARGE;
}

static inline uint64_t pte_to_small(uint64_t pte)
{
	return pte & ~PTE_LARGE;
}

/* A kernel page of that level, kind one of PTE_KERNEL_. */
static inline uint64_t pte_kernel(phys_addr_t pa, uint64_t kind, unsigned int level)
{
	uint64_t pte = pa | kind | PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY | PTE_GLOBAL;

	return (level > 1 ? pte | PTE_LARGE : pte) & pte_supported;
}

/* One store, since the CPU may read the entry at any time. */
static inline void pte_set(uint64_t *slot, uint64_t pte)
{
	WRITE_ONCE(*slot, pte);
}

/* After entries were set where none was: the kernel's next access may use them. No barrier here (SDM Vol. 3, 4.10.4.3). */
static inline void pte_publish(void)
{
	barrier();
}

/* Before a page is first executed: its bytes reach the instruction fetch. They always do here. */
static inline void page_sync_code(void *page)
{
	(void)page;
}

#endif
