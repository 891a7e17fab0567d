/*
 * Making the TLB forget (Intel SDM Vol. 3, 4.10.4): tlb_flush_prepare(), then
 * flushes, each of which also drops what the CPU caches of the tables above its
 * page, then tlb_flush_wait(). Nothing taken out may be used again before that.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_TLB_H
#define ARCH_TLB_H

#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/registers.h>

/* From how many pages on one flush of all user pages is cheaper; each single one costs some 100 cycles. */
#define TLB_FLUSH_PAGES_MAX 32

/* Before flushes: the stores to the tables are there for a walk to see. x86_64 orders INVLPG and CR3 behind them. */
static inline void tlb_flush_prepare(void)
{
	barrier();
}

/* One page, user or kernel, after its entry was cleared or changed. */
static inline void tlb_flush_page(uintptr_t va)
{
	invlpg(va);
}

/* All user pages. Global ones stay, and the kernel's are global. */
static inline void tlb_flush_user(void)
{
	write_cr3(read_cr3());
}

/*
 * Everything, global entries and what is cached of the tables above them included:
 * by INVPCID, or by a change of CR4.PGE (Intel SDM Vol. 3, 4.10.4.1), at which some
 * hypervisors intervene. Without global pages CR3 is enough.
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

/* Until the flushes before have happened: here they happen at once. */
static inline void tlb_flush_wait(void)
{
	barrier();
}

#endif
