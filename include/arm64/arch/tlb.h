/*
 * Flushes of the TLB (DDI 0487, D8.14): call tlb_flush_prepare(), then the flushes, then
 * tlb_flush_wait(). A page or table that was taken out may not be used again before
 * that. VAE1 and ASIDE1 also drop what the CPU caches of the tables above a page; the
 * last-level forms would not. IS: a hypervisor may move this virtual CPU to another
 * CPU before the wait, and that CPU must have dropped the entries, too.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_TLB_H
#define ARCH_TLB_H

#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/layout.h>

/* To flush more pages than this, one flush of all user pages is cheaper. */
#define TLB_FLUSH_PAGES_MAX 32

/* The argument of a TLBI by address: VA[55:12], and the ASID, which is always 0 (D8.14.5). */
#define TLBI_PAGE(va) ((va) >> PAGE_SHIFT & 0xfffffffffff)

/* Makes walks see the changed entries; otherwise one could load the old entries after the flush. */
static inline void tlb_flush_prepare(void)
{
	DSB(ishst);
}

/* Flushes one page, of user mode or the kernel, after its entry was cleared or changed. */
static inline void tlb_flush_page(uintptr_t va)
{
	__asm__ volatile("tlbi vae1is, %0" ::"r"(TLBI_PAGE(va)) : "memory");
}

/* Flushes all user pages. Global pages stay, and all kernel pages are global. */
static inline void tlb_flush_user(void)
{
	__asm__ volatile("tlbi aside1is, xzr" ::: "memory");
}

/*
 * Drops all that this CPU has cached of stage 1 at EL1 and EL0, global entries and the
 * tables above them included (D8.14.5, VMALLE1), and waits until that is done. No entry
 * was changed, so there is nothing to prepare.
 */
static inline void tlb_flush_all(void)
{
	__asm__ volatile("tlbi vmalle1" ::: "memory");
	DSB(nsh);
	isb();
}

/* Waits until the flushes have happened. ISB: this CPU's next instructions see them, too. */
static inline void tlb_flush_wait(void)
{
	DSB(ish);
	isb();
}

#endif
