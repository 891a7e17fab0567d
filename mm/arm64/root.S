/*
 * Switches from the first translation tables to the final ones. Both map the
 * same addresses, by entries of other sizes and permissions. So the old ones
 * must be gone from the TLB before the new ones are used (break before make,
 * DDI 0487, D8.14.1). Between the two nothing of the upper half is mapped. The
 * code that bridges that gap runs in the lower half, mapped at the image's
 * physical address. Called from mm/arm64/pte.c. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/layout.h>

/* Sets \to to the physical address of a symbol; \offset holds kernel_phys - KERNEL_BASE. */
.macro physical to, symbol, offset
	ldr	\to, =\symbol
	add	\to, \to, \offset
.endm

	.text
/*
 * void root_replace(phys_addr_t kernel_root, phys_addr_t user_root)
 * In: EL1, interrupts off, TTBR0 empty. Out: TTBR1 and TTBR0 hold the new
 * roots. Clobbers x2 to x6. An ISB follows every write to a TTBR, so that the
 * next instruction is fetched through it. A TLBI follows every table that is
 * taken away.
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
	msr	ttbr0_el1, x4		/* the bridge is mapped at its physical address */
	isb
	br	x6			/* out of the upper half, which goes now */
.Lbridge:
	msr	ttbr1_el1, x5		/* break: no kernel address is mapped */
	isb
	tlbi	vmalle1is
	dsb	ish
	isb
	msr	ttbr1_el1, x0		/* make: the new kernel root */
	isb
	ldr	x6, =.Lupper
	br	x6			/* back to the upper half, through the new tables */
.Lupper:
	hint	#36			/* BTI j: the page is guarded now, BR must land on it */
	msr	ttbr0_el1, x5		/* the bridge is not needed any more */
	isb
	tlbi	vmalle1is
	dsb	ish
	isb
	msr	ttbr0_el1, x1
	isb
	ret
END(root_replace)
