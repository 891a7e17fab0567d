/*
 * Descriptors of the translation tables: stage 1, 4 KiB granule, 48 bits (DDI
 * 0487, D8.3). Levels are counted from the page up, 1 to 4, as in mm/pagetable.c;
 * the manual calls them 3 to 0. Next: tlb.h. SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PTE_H
#define ARCH_PTE_H

#include <arch/registers.h>

#define PTE_VALID SYSREG_BIT(0)
#define PTE_TABLE SYSREG_BIT(1) /* leads to a table, not to a block; also set in every 4 KiB page */
#define PTE_ATTR(index) SYSREG_FIELD(index, 2)
#define PTE_USER SYSREG_BIT(6)	    /* AP[1]: EL0 may, too */
#define PTE_READ_ONLY SYSREG_BIT(7) /* AP[2] */
#define PTE_INNER_SHAREABLE SYSREG_FIELD(3, 8)
#define PTE_ACCESSED SYSREG_BIT(10) /* AF: always set, since a clear one faults */
#define PTE_NOT_GLOBAL SYSREG_BIT(11)
#define PTE_GUARDED SYSREG_BIT(50) /* GP: indirect branches must land on BTI */
#define PTE_PXN SYSREG_BIT(53)
#define PTE_UXN SYSREG_BIT(54)
#define PTE_HELD SYSREG_BIT(55) /* ours: a page under PROT_NONE, which the CPU sees as absent */
#define PTE_BORROWED SYSREG_BIT(56) /* ours: a page that is not freed with the mapping */

/* The bits that all normal memory has. */
#define PTE_NORMAL (PTE_VALID | PTE_ACCESSED | PTE_INNER_SHAREABLE | PTE_ATTR(MAIR_NORMAL))

#ifndef __ASSEMBLER__

#include "include/compiler.h"

#include <stdbool.h>

#include <arch/cpu.h>
#include <linux/mman.h>

#define PTE_ADDRESS 0x0000fffffffff000ull

/* The kinds of kernel pages. None is both writable and executable; EL0 can execute none. */
#define PTE_KERNEL_TEXT (PTE_NORMAL | PTE_UXN | PTE_READ_ONLY | PTE_GUARDED)
#define PTE_KERNEL_RODATA (PTE_NORMAL | PTE_UXN | PTE_PXN | PTE_READ_ONLY)
#define PTE_KERNEL_DATA (PTE_NORMAL | PTE_UXN | PTE_PXN)
/* Device memory has no shareability attribute (D8.5.2). */
#define PTE_KERNEL_DEVICE (PTE_VALID | PTE_ACCESSED | PTE_UXN | PTE_PXN | PTE_ATTR(MAIR_DEVICE))

/* TTBR1_EL1 translates the upper half of the address space, TTBR0_EL1 the lower one. */
#define PTE_ROOT_SHARED 0

/* A mask of the bits that this CPU has: without FEAT_BTI, PTE_GUARDED is reserved. */
extern uint64_t pte_supported;

/* Learns what the CPU's paging has. To be called before the first entry is made. */
void mm_arch_init(void);

/* Returns the level of the largest page: 3, since every CPU has blocks of 1 GiB (D8.2.8). */
static inline unsigned int pte_level_max(void)
{
	return 3;
}

/* Lets the CPU use these tables, and empties the TLB of what the tables before them held. */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root);

/* Tells whether the CPU finds a page or a table in this entry. */
static inline bool pte_present(uint64_t pte)
{
	return pte & PTE_VALID;
}

/*
 * Tells whether an entry of level 2 or above, which is not zero, leads to a page, not
 * to a table.
 */
static inline bool pte_is_large(uint64_t pte)
{
	return !(pte & PTE_TABLE);
}

/* Returns the physical address of the page or table. A held page has one, too. */
static inline phys_addr_t pte_phys(uint64_t pte)
{
	return pte & PTE_ADDRESS;
}

/*
 * Returns an entry that leads to a table. It sets no limits on the pages below
 * (APTable, XNTable): the last level alone decides. DMB: a walk that finds this entry
 * must find the table cleared, not what its page held before (B2.3.12).
 */
static inline uint64_t pte_table(phys_addr_t table, bool user)
{
	(void)user;
	__asm__ volatile("dmb ishst" ::: "memory");
	return table | PTE_VALID | PTE_TABLE;
}

/*
 * Returns the entry of a user page with the access rights prot (PROT_). A writable or
 * executable page is always readable, as on Linux for CPUs without FEAT_PAN3. EL1 can
 * never execute the page, whatever prot says.
 */
static inline uint64_t pte_user(phys_addr_t pa, int prot)
{
	uint64_t pte = pa | PTE_NORMAL | PTE_TABLE | PTE_USER | PTE_NOT_GLOBAL | PTE_PXN;

	if (!(prot & (PROT_READ | PROT_WRITE | PROT_EXEC)))
		return pa | PTE_HELD;
	if (!(prot & PROT_WRITE))
		pte |= PTE_READ_ONLY;
	if (!(prot & PROT_EXEC))
		pte |= PTE_UXN;
	if (prot & PROT_BTI)
		pte |= PTE_GUARDED & pte_supported;
	return pte;
}

/*
 * Turn a user page's entry, held or present, into one for level 2, and back into one
 * for level 1.
 */
static inline uint64_t pte_to_large(uint64_t pte)
{
	return pte & ~PTE_TABLE;
}

static inline uint64_t pte_to_small(uint64_t pte)
{
	return pte_present(pte) ? pte | PTE_TABLE : pte;
}

/* Returns the entry of a kernel page of that level. kind: one of PTE_KERNEL_. */
static inline uint64_t pte_kernel(phys_addr_t pa, uint64_t kind, unsigned int level)
{
	return (pa | kind | (level > 1 ? 0 : PTE_TABLE)) & pte_supported;
}

/* Writes an entry with a single store, since the CPU may read the entry at any time. */
static inline void pte_set(uint64_t *slot, uint64_t pte)
{
	WRITE_ONCE(*slot, pte);
}

/*
 * Lets the kernel's next access use entries that were set where none was before. DSB:
 * the table walker sees the stores. ISB: an access that the CPU began too early is
 * thrown away (D8.14.1, B2.3.12).
 */
static inline void pte_publish(void)
{
	DSB(ishst);
	isb();
}

/*
 * Makes a page's bytes visible to the instruction fetch, before they are first executed
 * (mm/arm64/cache.S).
 */
void page_sync_code(void *page);

#endif

#endif
