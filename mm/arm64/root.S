/*
 * From the first translation tables to the final ones. They map the same
 * addresses by entries of other sizes and permissions, so the old ones must be
 * gone from the TLB before the new ones are used (break before make, DDI 0487,
 * D8.14.1): between the two nothing of the upper half is mapped, and the code
 * that bridges the gap runs in the lower half, where the image physically is.
 * Called from mm/arm64/pte.c. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/layout.h>

/* \to = physical address of symbol, given that \offset is kernel_phys - KERNEL_BASE. */
.macro physical to, symbol, offset
	ldr	\to, =\symbol
	add	\to, \to, \offset
.endm

	.text
/*
 * void root_replace(phys_addr_t kernel_root, phys_addr_t user_root)
 * EL1, interrupts off, TTBR0 empty. Every TTBR write is followed by an ISB, so
 * that the next instruction is fetched through it, and every table that goes by
 * a TLBI.
 */
FUNC(root_replace)
	ldr	x2, =kernel_phys
	ldr	x2, [x2]
	ldr	x3, =KERNEL_BASE
	sub	x2, x2, x3
	physical x4, idmap_l0, x2
	physical x5, empty_table, x2
	physical x6, .Lbridge, x2
	dsb	ish			/* the new tables are written */
	msr	ttbr0_el1, x4
	isb
	br	x6
.Lbridge:
	msr	ttbr1_el1, x5
	isb
	tlbi	vmalle1is
	dsb	ish
	isb
	msr	ttbr1_el1, x0
	isb
	ldr	x6, =.Lupper
	br	x6
.Lupper:
	hint	#36			/* bti j: this page is guarded from here on */
	msr	ttbr0_el1, x5
	isb
	tlbi	vmalle1is
	dsb	ish
	isb
	msr	ttbr0_el1, x1
	isb
	ret
END(root_replace)
