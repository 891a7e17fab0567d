/*
 * Switches from one kernel stack to another; a new thread's first way to user
 * mode. Next: proc/arm64/thread.c. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

	.text

/*
 * void switch_stacks(uintptr_t *prev_sp, uintptr_t next_sp)
 * Saves on this stack the registers that a C function keeps (AAPCS64, 6.1.1),
 * stores the stack pointer to *prev_sp, and goes on where next_sp was stored in
 * the same way. In: interrupts off. thread.c's struct switch_frame describes
 * the layout. The ABI also keeps V8 to V15, but these are the user's and were
 * saved with its vector state.
 */
FUNC(switch_stacks)
	stp	x29, x30, [sp, #-96]!
	.cfi_adjust_cfa_offset 96
	.cfi_offset x29, -96
	.cfi_offset x30, -88
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x2, sp
	str	x2, [x0]
	mov	sp, x1			/* from here on this is the other thread */
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	.cfi_restore x30
	.cfi_restore x29
	.cfi_adjust_cfa_offset -96
	ret
END(switch_stacks)

/*
 * switch_stacks() returns to here in a thread that has not run yet:
 * arch_thread_start() made its frame. In: sp at its pt_regs, interrupts off.
 * Leaves to user mode.
 */
FUNC(thread_first_exit)
	.cfi_undefined x30
	mov	x0, sp
	b	exit_full
END(thread_first_exit)
