/*
 * Flushes of the TLB (Intel SDM Vol. 3, 4.10.4): call tlb_flush_prepare(), then the
 * flushes, then tlb_flush_wait(). A page or table that was taken out may not be used
 * again before that. Each flush also drops what the CPU caches of the tables above
 * its page.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_TLB_H
#define ARCH_TLB_H

#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/registers.h>

/*
 * To flush more pages than this, one flush of all user pages is cheaper; a single one
 * costs some 100 cycles.
 */
#define TLB_FLUSH_PAGES_MAX 32

/*
 * Makes walks see the changed entries. The CPU orders INVLPG and writes of CR3 after
 * stores by itself.
 */
static inline void tlb_flush_prepare(void)
{
	barrier();
}

/* Flushes one page, of user mode or the kernel, after its entry was cleared or changed. */
static inline void tlb_flush_page(uintptr_t va)
{
	invlpg(va);
}

/* Flushes all user pages. Global pages stay, and all kernel pages are global. */
static inline void tlb_flush_user(void)
{
	write_cr3(read_cr3());
}

/*
 * Flushes everything, global entries and what is cached of the tables above them
 * included. INVPCID does it; so does a change of CR4.PGE (Intel SDM Vol. 3, 4.10.4.1),
 * but some hypervisors intercept that. Without global pages a write of CR3 is enough.
 */
static inline void tlb_flush_all(void)
{
	uint64_t cr4;

	if (cpu_features.invpcid) {
		invpcid(INVPCID_ALL_AND_GLOBAL);
		return;
	}
	cr4 = read_cr4();
	if (cr4 & CR4_PGE) {
		write_cr4(cr4 & ~(uint64_t)CR4_PGE);
		write_cr4(cr4);
	} else {
		write_cr3(read_cr3());
	}
}

/* Waits until the flushes have happened. On this architecture they happen at once. */
static inline void tlb_flush_wait(void)
{
	barrier();
}

#endif
