/*
 * Making the TLB forget (DDI 0487, D8.14): tlb_flush_prepare(), then flushes, then
 * tlb_flush_wait(). Nothing taken out may be used again before that. VAE1 and
 * ASIDE1 also drop what the CPU caches of the tables above a page; the last-level
 * forms would not. IS: a hypervisor may move this CPU to another between the two.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_TLB_H
#define ARCH_TLB_H

#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/layout.h>

/* From how many pages on one flush of all user pages is cheaper. */
#define TLB_FLUSH_PAGES_MAX 32

/* The argument of TLBI by address: VA[55:12], and the ASID, which is always 0 (D8.14.5). */
#define TLBI_PAGE(va) ((va) >> PAGE_SHIFT & 0xfffffffffff)

/* Before flushes: a walk sees the changed entries, else it could load the old ones again. */
static inline void tlb_flush_prepare(void)
{
	DSB(ishst);
}

/* One page, user or kernel, after its entry was cleared or changed. */
static inline void tlb_flush_page(uintptr_t va)
{
	__asm__ volatile("tlbi vae1is, %0" ::"r"(TLBI_PAGE(va)) : "memory");
}

/* All user pages. Global ones stay, and the kernel's are global. */
static inline void tlb_flush_user(void)
{
	__asm__ volatile("tlbi aside1is, xzr" ::: "memory");
}

/*
 * Whatever this CPU has cached of stage 1 at EL1 and EL0, global entries and tables
 * above them included (D8.14.5, VMALLE1), and waits for it. Changes no entry, so
 * there is nothing to prepare.
 */
static inline void tlb_flush_all(void)
{
	__asm__ volatile("tlbi vmalle1" ::: "memory");
	DSB(nsh);
	isb();
}

/* Until the flushes before have happened. ISB: for this CPU's own instructions, too. */
static inline void tlb_flush_wait(void)
{
	DSB(ish);
	isb();
}

#endif
