/*
 * Instructions that a program at EL0 dies of, each a function:
 * void way_<name>(uintptr_t argument). Next: die.c beside it.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

	.text
.macro way name, instruction:vararg
FUNC(way_\name)
	\instruction
	ret
END(way_\name)
.endm

	.globl	return_code, return_code_end
return_code:
	ret
return_code_end:

	way udf, udf #0
	way brk, brk #0
	way hlt, hlt #0
	way hvc, hvc #0
	way smc, smc #0
	way eret, eret
	way drps, drps
	way dcps1, dcps1
	way read_sctlr, mrs x0, sctlr_el1
	way write_vbar, msr vbar_el1, x0
	way write_ttbr0, msr ttbr0_el1, x0
	way write_tpidrro, msr tpidrro_el0, x0
	way write_sp_el0, msr sp_el0, x0
	way mask_interrupts, msr daifset, #2
	way read_daif, mrs x0, daif
	way select_sp, msr spsel, #1
	way clear_pan, .inst 0xd500409f		/* msr pan, #0 */
	way tlbi, tlbi vmalle1
	way ic_iallu, ic iallu
	way dc_isw, dc isw, x0
	way dc_ivac, dc ivac, x0
	way at, at s1e1r, x0
	way read_timer, mrs x0, cntv_ctl_el0
	way write_timer, msr cntv_cval_el0, x0
	way read_physical_counter, mrs x0, cntpct_el0
	way write_pmcr, msr pmcr_el0, x0
	way read_gic, mrs x0, icc_iar1_el1
	way read_aarch32_id, mrs x0, S3_0_C0_C1_0
	way smstart, .inst 0xd503477f
	way jump_far, br x0
	way jump_unaligned, br x0
	way dc_zva, dc zva, x0
	way exclusive, ldaxr x1, [x0]

/* Authenticated though it was never signed. PACIASP and AUTIASP are hints: older CPUs come out alive. */
FUNC(way_unsigned_return)
	hint	#29			/* autiasp */
	ret
END(way_unsigned_return)

/* Signed, then returned to with another SP. */
FUNC(way_signed_elsewhere)
	hint	#25			/* paciasp */
	sub	sp, sp, #16
	hint	#29
	add	sp, sp, #16
	ret
END(way_signed_elsewhere)

/* A page of its own: die.c has it guarded. Indirect branches may land on the BTIs alone. */
	.balign	4096
	.globl	guarded_page, guarded_jump_pad, guarded_call_pad
guarded_page:
	nop
	ret
guarded_jump_pad:
	hint	#36			/* bti j */
	ret
guarded_call_pad:
	hint	#34			/* bti c */
	ret
/*
 * void call_indirect(const void *code), void jump_indirect(const void *code): by
 * BLR, by BR. From a page that is not guarded, BR could land on BTI C too.
 */
FUNC(call_indirect)
	stp	x29, x30, [sp, #-16]!
	blr	x0
	ldp	x29, x30, [sp], #16
	ret
END(call_indirect)
FUNC(jump_indirect)
	br	x0
END(jump_indirect)
	.balign	4096
