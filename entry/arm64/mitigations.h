/*
 * Hardening steps of a path. Each has a paragraph with its bit, a row of the table, and
 * its instructions in a macro, step_<name>. A row of paths.def names the bits of its
 * steps; entry.S expands these steps in the table's order. A step belongs to one of
 * these phases:
 *
 *   stack   sp is at the place of pt_regs; nothing was stored there yet. All registers
 *           are user mode's and must stay so. The vector's slot has room for one
 *           instruction more than check_stack.
 *   entry   pt_regs is complete, and the dispatch comes next. sp and x0 are at pt_regs;
 *           w1 is the call's number; a step keeps all three. All other general
 *           registers still hold user mode's values or what entry.S left, and are free,
 *           except x19 to x29 of an `eretfast` row.
 *   exit    The handler's result is in pt_regs, which is restored next. sp is at
 *           pt_regs; all other general registers are free, with the same exception.
 *
 * Tests: path_code. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_MITIGATIONS_H
#define ENTRY_MITIGATIONS_H

#include <arch/layout.h>

/*
 * check_stack: makes sure that the frame has room before the first store. A kernel
 * stack is the upper half of a slot aligned to its size, so one bit of SP tells whether
 * SP is still in the stack. Without the check an overflow would fault, and the fault's
 * entry would store on the same stack and fault again, for ever: arm64 has no second
 * stack that the CPU would switch to (DDI 0487, D1.2.2, D1.3.6). Linux has checked at
 * every vector since 4.14.
 */
#define STEP_CHECK_STACK (1 << 0)

/*
 * clear_regs: zeroes the general registers once they are saved, so that the kernel does
 * not run on values that user mode chose. A speculative gadget could use these values
 * (Spectre v1, all CPUs that speculate). Linux has done so since 4.16. x0 and x1 hold
 * the dispatch's arguments; the call of the back end overwrites x30.
 */
#define STEP_CLEAR_REGS (1 << 1)

/*
 * clear_scratch: zeroes only those of x0 to x18, the registers that a C function may
 * change (AAPCS64, 6.1.1). x19 to x29 keep the user's values while the kernel runs, and
 * need not be restored, because every function keeps them. That is cheaper on the way
 * in and out, and as open to speculation as Linux was before 4.16.
 */
#define STEP_CLEAR_SCRATCH (1 << 2)

/* X(bit, name, phase) for each step. */
#define MITIGATION_STEPS(X)                                                                        \
	X(STEP_CHECK_STACK, check_stack, stack)                                                    \
	X(STEP_CLEAR_REGS, clear_regs, entry)                                                      \
	X(STEP_CLEAR_SCRATCH, clear_scratch, entry)

/* The steps that a row with that exit needs to be safe. A floor row has no steps. */
#define STEPS_REQUIRED_eret STEP_CHECK_STACK
#define STEPS_REQUIRED_eretfast STEP_CHECK_STACK
#define STEPS_REQUIRED_eretwork STEP_CHECK_STACK

#ifdef __ASSEMBLER__
/*
 * In: sp at the frame that is to be written. TBZ cannot test SP, and all other registers
 * are still the user's. So x0 is added to SP, which lets x0 take SP's value without a
 * loss; two subtractions undo that. trap_overflow gets x0 = SP, and SP = SP + the
 * user's x0. TBZ reaches 32 KiB only, so each vector table has a label 9 that leads
 * there.
 */
.macro step_check_stack
	add	sp, sp, x0
	sub	x0, sp, x0
	tbz	x0, #KSTACK_SIZE_SHIFT, 9f
	sub	x0, sp, x0
	sub	sp, sp, x0
.endm

.macro step_clear_scratch
	.irp	n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
	mov	x\n, xzr
	.endr
.endm

.macro step_clear_regs
	step_clear_scratch
	.irp	n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	mov	x\n, xzr
	.endr
.endm
#endif

#endif
