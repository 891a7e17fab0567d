/*
 * From the loader's first instruction to kernel_main(): the arm64 Image header, the way
 * down from EL2, the first translation tables, the MMU. The loader enters as Linux's
 * Documentation/arm64/booting.rst says: x0 is the device tree's physical address, the
 * MMU is off, interrupts are masked, and the image lies at any multiple of 2 MiB, clean
 * to the point of coherency. Next: boot/main.c. docs/arm64.md has the manual's section
 * for each barrier. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/layout.h>
#include <arch/pte.h>
#include <arch/registers.h>

#define IMAGE_FLAGS_4K_ANYWHERE (1 << 1 | 1 << 3)
#define PSTATE_START (PSTATE_MODE_EL1H | PSTATE_F | PSTATE_I | PSTATE_A | PSTATE_D)

/* The header of an arm64 Image, as booting.rst lays it out. It begins with an instruction. */
	.section .image_header, "ax"
	.globl	image_header
image_header:
	b	start_image		/* code0: the loader enters here */
	.long	0			/* code1 */
	.quad	0			/* text_offset, from a multiple of 2 MiB */
	.quad	__image_size		/* with .bss, so that nothing else lies there */
	.quad	IMAGE_FLAGS_4K_ANYWHERE	/* little-endian, 4 KiB pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.text

/*
 * Drops [x0, x1) from the caches without writing it back. x0, x1: multiples of 4096.
 * Clobbers x2, x3.
 */
.macro cache_invalidate
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4		/* DminLine: log2 of words */
	mov	x3, #4
	lsl	x2, x3, x2
771:	dc	ivac, x0
	add	x0, x0, x2
	cmp	x0, x1
	b.lo	771b
	dsb	sy
.endm

/*
 * Sets the entry of `table` that translates `address`, whose index is in 9 bits from
 * `shift` on. Clobbers x9.
 */
.macro table_set table, address, shift, entry
	ubfx	x9, \address, #\shift, #9
	str	\entry, [\table, x9, lsl #3]
.endm

/* Makes the entry of `table` for `address` lead to the table `next`. Clobbers x9, x10. */
.macro table_link table, address, shift, next
	orr	x10, \next, #(PTE_VALID | PTE_TABLE)
	table_set \table, \address, \shift, x10
.endm

/*
 * In: EL1 or EL2, MMU off, no stack; x0: device tree. Keeps for start_virtual: x19:
 * device tree; x20: exception level at entry; x21: physical address of the image.
 */
FUNC(start_image)
	mov	x19, x0
	adrp	x21, image_header	/* relative to the PC, so the physical address */
	tst	x21, #(LARGE_PAGE_SIZE - 1)
	b.ne	park			/* misplaced; there is no console yet to say so */
	bl	drop_to_el1
	mov	x20, x0

	/*
	 * With the MMU off, the stores to the tables go past the caches. Lines that firmware
	 * left for these addresses must go first: one could be evicted later, over the
	 * tables. Lines that were fetched speculatively meanwhile must go afterwards, since
	 * the walker reads through the caches.
	 */
	adrp	x0, __early_tables_start
	adrp	x1, __early_tables_end
	cache_invalidate
	adrp	x0, __early_tables_start
1:	stp	xzr, xzr, [x0], #16	/* an entry of zeros maps nothing */
	cmp	x0, x1
	b.lo	1b

	/*
	 * Map the image page by page, so that nothing else is mapped: what follows it
	 * may be no RAM.
	 */
	adrp	x0, image_l3
	mov	x1, x21
	adrp	x2, __image_end
	/* All is writable and executable until mm_init() gives each section its own rights. */
	ldr	x3, =PTE_NORMAL | PTE_TABLE | PTE_UXN
2:	orr	x4, x1, x3
	table_set x0, x1, 12, x4
	add	x1, x1, #PAGE_SIZE
	cmp	x1, x2
	b.lo	2b

	/*
	 * Two maps share that table. One is where the image lies: the MMU goes on while the
	 * CPU runs there. The other is where the image is linked.
	 */
	adrp	x1, idmap_l2
	adrp	x2, idmap_l1
	adrp	x3, idmap_l0
	table_link x1, x21, 21, x0
	table_link x2, x21, 30, x1
	table_link x3, x21, 39, x2
	ldr	x5, =KERNEL_BASE
	adrp	x1, early_l2
	adrp	x2, early_l1
	adrp	x3, early_l0
	table_link x1, x5, 21, x0
	table_link x2, x5, 30, x1
	table_link x3, x5, 39, x2
	dmb	sy			/* the stores come before the maintenance by address */
	adrp	x0, __early_tables_start
	adrp	x1, __early_tables_end
	cache_invalidate

	/* These registers control translation, so they are set before SCTLR_EL1.M. */
	ldr	x0, =MAIR_VALUE
	msr	mair_el1, x0
	ldr	x0, =TCR_T0SZ(48) | TCR_IRGN0_WBWA | TCR_ORGN0_WBWA | TCR_SH0_INNER | TCR_TG0_4K | \
		TCR_T1SZ(48) | TCR_IRGN1_WBWA | TCR_ORGN1_WBWA | TCR_SH1_INNER | TCR_TG1_4K | TCR_TBI0
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #0xf		/* PARange has IPS's encoding; 52 bits need other tables */
	mov	x2, #TCR_IPS_48
	cmp	x1, x2
	csel	x1, x1, x2, lo
	orr	x0, x0, x1, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x0
	adrp	x0, idmap_l0
	msr	ttbr0_el1, x0		/* the lower half: where the code runs now */
	adrp	x0, early_l0
	msr	ttbr1_el1, x0		/* the upper half: where it is linked */
	isb
	tlbi	vmalle1			/* what firmware's translation left */
	dsb	nsh
	isb
	ldr	x0, =SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA
	msr	sctlr_el1, x0
	isb
	ic	iallu			/* fetches with the MMU off may have cached other bytes */
	dsb	nsh
	isb
	ldr	x0, =start_virtual	/* a linked address, unlike ADR's */
	br	x0
END(start_image)

/* In: MMU on, at the linked address; x19 to x21 as above. */
FUNC(start_virtual)
	.cfi_undefined x30
	/*
	 * Vectors first: from here on a fault is reported. TPIDR_EL1 and the stack are
	 * what they use.
	 */
	ldr	x0, =trap_vectors
	msr	vbar_el1, x0
	ldr	x0, =percpu_boot
	msr	tpidr_el1, x0
	msr	sp_el0, xzr
	ldr	x0, =boot_stack_end
	mov	sp, x0
	isb

	/* An Image has no .bss of its own: the loader did not clear it. */
	ldr	x0, =__bss_start
	ldr	x1, =__bss_end
1:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	1b

	/* After .bss is clear, since these variables lie in it. */
	ldr	x0, =boot_device_tree
	str	x19, [x0]
	ldr	x0, =boot_level
	str	w20, [x0]
	ldr	x0, =kernel_phys
	str	x21, [x0]

	/* From here on the lower half is for the workload, and empty: the identity map goes. */
	ldr	x0, =empty_table
	ldr	x1, =KERNEL_BASE
	sub	x0, x0, x1
	add	x0, x0, x21		/* TTBR0_EL1 takes a physical address */
	dsb	nsh			/* a walk must find the table's zeros */
	msr	ttbr0_el1, x0
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	mov	x29, xzr		/* the end of the stack for a debugger */
	mov	x30, xzr
	b	kernel_main
END(start_virtual)

/* Stops the CPU: it was entered at EL3, or the image is misplaced, or EL2 cannot be left. */
FUNC(park)
	wfe
	b	park
END(park)

/*
 * Goes from EL2 or EL1 to EL1, with the MMU off and a known PSTATE. Out: x0: the level
 * at entry. Clobbers x9, x10. Afterwards EL2 traps and changes nothing for EL1 any
 * more. EL2 gets no vectors: no exception goes there, not even for PSCI, since the
 * device tree's method is SMC then.
 */
FUNC(drop_to_el1)
	ldr	x10, =SCTLR_RES1
	mrs	x9, currentel
	lsr	x0, x9, #2		/* the level is in bits 3:2 */
	cmp	x0, #2
	b.hi	park
	b.eq	1f
	msr	sctlr_el1, x10		/* drops firmware's bits */
	ldr	x9, =PSTATE_START
	msr	spsr_el1, x9
	msr	elr_el1, x30		/* ERET is the return of this function */
	isb
	eret				/* EL1 to EL1, too: it sets PSTATE as a whole */
	/*
	 * E2H must be off: with it, SCTLR_EL1 names EL2's own register, and CPTR_EL2 and
	 * CNTHCTL_EL2 have other forms. Some CPUs cannot clear it. APK and API: pointer
	 * authentication does not trap to EL2.
	 */
1:	ldr	x9, =HCR_RW | HCR_APK | HCR_API
	msr	hcr_el2, x9
	isb
	mrs	x9, hcr_el2
	tbnz	x9, #HCR_E2H_BIT, park
	msr	sctlr_el1, x10
	ldr	x9, =SCTLR_EL2_RES1
	msr	sctlr_el2, x9
	/*
	 * Counter and timer do not trap; virtual time is physical time; the CPU shows
	 * its own numbers.
	 */
	mov	x9, #(CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN)
	msr	cnthctl_el2, x9
	msr	cntvoff_el2, xzr
	msr	vttbr_el2, xzr
	msr	hstr_el2, xzr
	mrs	x9, midr_el1
	msr	vpidr_el2, x9
	mrs	x9, mpidr_el1
	msr	vmpidr_el2, x9

	/* FP, SIMD and SVE do not trap, and SVE has its full length. */
	mov	x9, #CPTR_EL2_RES1
	mrs	x10, id_aa64pfr0_el1
	ubfx	x10, x10, #ID_PFR0_SVE, #4
	cbnz	x10, 2f
	orr	x9, x9, #CPTR_EL2_TZ	/* RES1 without SVE */
2:	msr	cptr_el2, x9
	isb
	cbz	x10, 3f
	mov	x9, #0xf
	msr	S3_4_C1_C2_0, x9	/* ZCR_EL2.LEN: the maximum */

	/* EL1 gets all counters of the PMU, if the CPU has one that is the architecture's. */
3:	mov	x9, #0
	mrs	x10, id_aa64dfr0_el1
	ubfx	x10, x10, #ID_DFR0_PMUVER, #4
	cbz	x10, 4f
	cmp	x10, #0xf		/* not the architecture's */
	b.eq	4f
	mrs	x9, pmcr_el0
	ubfx	x9, x9, #11, #5		/* N, the number of counters, becomes HPMN */
4:	msr	mdcr_el2, x9

	/* EL1 gets GICv3's system registers, if firmware lets EL2 have them. */
	mrs	x10, id_aa64pfr0_el1
	ubfx	x10, x10, #ID_PFR0_GIC, #4
	cbz	x10, 5f
	mrs	x9, S3_4_C12_C9_5	/* ICC_SRE_EL2 */
	orr	x9, x9, #ICC_SRE_EL2_SRE
	orr	x9, x9, #ICC_SRE_EL2_ENABLE
	msr	S3_4_C12_C9_5, x9
	isb
	mrs	x9, S3_4_C12_C9_5
	tbz	x9, #0, 5f		/* SRE stays 0 if EL3 keeps them */
	msr	S3_4_C12_C11_0, xzr	/* ICH_HCR_EL2: no virtual interrupts */

	/* No fine-grained traps (FEAT_FGT), and nothing of what HCRX_EL2 adds (FEAT_HCX). */
5:	mrs	x10, id_aa64mmfr0_el1
	ubfx	x10, x10, #ID_MMFR0_FGT, #4
	cbz	x10, 6f
	msr	S3_4_C1_C1_4, xzr	/* HFGRTR_EL2 */
	msr	S3_4_C1_C1_5, xzr	/* HFGWTR_EL2 */
	msr	S3_4_C1_C1_6, xzr	/* HFGITR_EL2 */
	msr	S3_4_C3_C1_4, xzr	/* HDFGRTR_EL2 */
	msr	S3_4_C3_C1_5, xzr	/* HDFGWTR_EL2 */
6:	mrs	x10, id_aa64mmfr1_el1
	ubfx	x10, x10, #ID_MMFR1_HCX, #4
	cbz	x10, 7f
	msr	S3_4_C1_C2_2, xzr	/* HCRX_EL2 */

7:	ldr	x9, =PSTATE_START
	msr	spsr_el2, x9
	msr	elr_el2, x30
	eret
END(drop_to_el1)

/* Tables of the early map. image_l3 is the last level of both maps. */
	.section .early_tables, "aw", %nobits
	.balign	PAGE_SIZE
	.globl	idmap_l0, early_l0
idmap_l0:
	.space	PAGE_SIZE
idmap_l1:
	.space	PAGE_SIZE
idmap_l2:
	.space	PAGE_SIZE
early_l0:
	.space	PAGE_SIZE
early_l1:
	.space	PAGE_SIZE
early_l2:
	.space	PAGE_SIZE
image_l3:
	.space	PAGE_SIZE

	.bss
	/*
	 * In the upper half of an aligned slot, like a thread's stack: step_check_stack
	 * relies on it.
	 */
	.balign	KSTACK_SLOT
	.space	KSTACK_SLOT
boot_stack_end:
	.balign	PAGE_SIZE
	.globl	empty_table		/* for TTBR0_EL1 while the user tables are not in use */
empty_table:
	.space	PAGE_SIZE
