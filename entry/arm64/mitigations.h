/*
 * Hardening steps of a path: for each a paragraph with its bit, a row of the table,
 * and its instructions as a macro, step_<name>. A row of paths.def names the bits
 * it wants; entry.S expands those steps of the table, in the table's order, and
 * nothing for the others. A step belongs to one of these phases:
 *
 *   stack   sp: at the place of pt_regs, which nothing was stored to yet. All
 *           registers are user mode's, and stay so. The vector's slot has room
 *           for one instruction more than check_stack.
 *   entry   pt_regs is complete, the dispatch comes next. sp: pt_regs; x0: the
 *           same; w1: the call's number; all stay. All other general registers
 *           still hold user mode's values or what entry.S left, and are free, but
 *           x19 to x29 of an `eretfast` row.
 *   exit    The handler's result is in pt_regs, which are restored next. sp:
 *           pt_regs; all other general registers are free, with the same exception.
 *
 * Tests: path_code. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_MITIGATIONS_H
#define ENTRY_MITIGATIONS_H

#include <arch/layout.h>

/*
 * check_stack: room for the frame is known before the first store. A kernel stack
 * is the upper half of a slot aligned to its size, so one bit of SP tells whether
 * it is still in it. Without the check an overflow faults, and the fault's entry
 * stores on the same stack and faults again, for ever: arm64 has no second stack
 * that the CPU would switch to (DDI 0487, D1.2.2, D1.3.6). Linux checks at every
 * vector since 4.14.
 */
#define STEP_CHECK_STACK (1 << 0)

/*
 * clear_regs: general registers are zeroed once they are saved, so that the
 * kernel never runs on values that user mode chose: those would be at hand for a
 * speculative gadget (Spectre v1, all CPUs that speculate). Linux does so since
 * 4.16. x0 and x1 hold what the dispatch is given, x30 the way back.
 */
#define STEP_CLEAR_REGS (1 << 1)

/*
 * clear_scratch: the same for x0 to x18 alone, the registers that a C function
 * may use up (AAPCS64, 6.1.1). x19 to x29 stay the user's while the kernel runs,
 * and come back because every function keeps them: cheaper on both ways, and as
 * much open to speculation as Linux was before 4.16.
 */
#define STEP_CLEAR_SCRATCH (1 << 2)

/* X(bit, name, phase) for each step. */
#define MITIGATION_STEPS(X)                                                                        \
	X(STEP_CHECK_STACK, check_stack, stack)                                                    \
	X(STEP_CLEAR_REGS, clear_regs, entry)                                                      \
	X(STEP_CLEAR_SCRATCH, clear_scratch, entry)

/* The steps without which a row with that exit is not safe; a floor row has no such need. */
#define STEPS_REQUIRED_eret STEP_CHECK_STACK
#define STEPS_REQUIRED_eretfast STEP_CHECK_STACK
#define STEPS_REQUIRED_eretwork STEP_CHECK_STACK

#ifdef __ASSEMBLER__
/*
 * sp: below the frame that is to be written. All registers are still the user's,
 * so SP itself is the second operand: x0 goes into it and comes out again. At
 * trap_overflow x0 is SP, and SP is that plus x0. TBZ reaches 32 KiB: each vector
 * table has a label 9 that leads there.
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
