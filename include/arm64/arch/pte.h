/*
 * Descriptors of the translation tables: stage 1, 4 KiB granule, 48 bits (DDI
 * 0487, D8.3). Levels are counted as mm/pagetable.c counts them, 1 to 4 from the
 * page up: the manual's 3 to 0. Next: tlb.h. SPDX-License-Identifier: MIT
 */
#ifndef ARCH_PTE_H
#define ARCH_PTE_H

#include <arch/registers.h>

#define PTE_VALID SYSREG_BIT(0)
#define PTE_TABLE SYSREG_BIT(1) /* a table below, no block; set in every page */
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

/* What all normal memory has in common. */
#define PTE_NORMAL (PTE_VALID | PTE_ACCESSED | PTE_INNER_SHAREABLE | PTE_ATTR(MAIR_NORMAL))

#ifndef __ASSEMBLER__

#include "include/compiler.h"

#include <stdbool.h>

#include <arch/cpu.h>
#include <linux/mman.h>

#define PTE_ADDRESS 0x0000fffffffff000ull

/* What kernel pages may be; no kind is both writable and executable, none executable by EL0. */
#define PTE_KERNEL_TEXT (PTE_NORMAL | PTE_UXN | PTE_READ_ONLY | PTE_GUARDED)
#define PTE_KERNEL_RODATA (PTE_NORMAL | PTE_UXN | PTE_PXN | PTE_READ_ONLY)
#define PTE_KERNEL_DATA (PTE_NORMAL | PTE_UXN | PTE_PXN)
/* Shareability is not a property of device memory (D8.5.2). */
#define PTE_KERNEL_DEVICE (PTE_VALID | PTE_ACCESSED | PTE_UXN | PTE_PXN | PTE_ATTR(MAIR_DEVICE))

/* TTBR1_EL1 translates the upper half of the address space, TTBR0_EL1 the lower one. */
#define PTE_ROOT_SHARED 0

/* Without FEAT_BTI in the CPU, PTE_GUARDED is reserved: this drops it. */
extern uint64_t pte_supported;

/* Before any entry is made: learns what the CPU has. */
void mm_arch_init(void);

/* The largest page is of this level: blocks of 1 GiB are always there (D8.2.8). */
static inline unsigned int pte_level_max(void)
{
	return 3;
}

/* Lets the CPU use these tables; of the tables before, nothing stays in the TLB. */
void pte_activate(phys_addr_t kernel_root, phys_addr_t user_root);

/* The CPU finds a page or a table there. */
static inline bool pte_present(uint64_t pte)
{
	return pte & PTE_VALID;
}

/* An entry of level 2 or above that is not zero leads to a page, not to a table. */
static inline bool pte_is_large(uint64_t pte)
{
	return !(pte & PTE_TABLE);
}

/* Of the page or table; that of a held page too. */
static inline phys_addr_t pte_phys(uint64_t pte)
{
	return pte & PTE_ADDRESS;
}

/*
 * A table below: its limits on what lies under it (APTable, XNTable) are not
 * used, the last level decides. DMB: whoever walks into it finds it cleared, and
 * not what the page held before (B2.3.12).
 */
static inline uint64_t pte_table(phys_addr_t table, bool user)
{
	(void)user;
	__asm__ volatile("dmb ishst" ::: "memory");
	return table | PTE_VALID | PTE_TABLE;
}

/*
 * A user page under prot (PROT_). Writable or executable is always readable, as
 * on Linux for CPUs without FEAT_PAN3. EL1 never executes it, whatever prot says.
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

/* The same at level 2, and back: a user page of either size, held or present. */
static inline uint64_t pte_to_large(uint64_t pte)
{
	return pte & ~PTE_TABLE;
}

static inline uint64_t pte_to_small(uint64_t pte)
{
	return pte_present(pte) ? pte | PTE_TABLE : pte;
}

/* A kernel page of that level, kind one of PTE_KERNEL_. */
static inline uint64_t pte_kernel(phys_addr_t pa, uint64_t kind, unsigned int level)
{
	return (pa | kind | (level > 1 ? 0 : PTE_TABLE)) & pte_supported;
}

/* One store, since the CPU may read the entry at any time. */
static inline void pte_set(uint64_t *slot, uint64_t pte)
{
	WRITE_ONCE(*slot, pte);
}

/*
 * After entries were set where none was: the kernel's next access may use them.
 * DSB: the walker sees the stores. ISB: no access that was begun before it stands
 * (D8.14.1, B2.3.12).
 */
static inline void pte_publish(void)
{
	DSB(ishst);
	isb();
}

/* mm/arm64/cache.S: before a page is first executed: its bytes reach the instruction fetch. */
void page_sync_code(void *page);

#endif

#endif
