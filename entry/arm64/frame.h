/*
 * Macros for entry.S and trap.S: slots of vector tables, and the saving and restoring
 * of the registers as pt_regs, one the mirror of the other.
 * SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_FRAME_H
#define ENTRY_FRAME_H

#include <arch/layout.h>
#include <arch/registers.h>
#include <gen/offsets.h>

#define VECTOR_TABLE_SIZE 0x800
#define VECTOR_SIZE 0x80

/* DWARF's number for the program counter (AADWARF64, 4.1). */
#define DWARF_PC 32

/*
 * Begins the CFI of a trap's code. Until save_regs, the interrupted PC is in no memory,
 * so an unwinder stops here; after save_regs it goes on into the interrupted code.
 */
.macro cfi_trap
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_return_column DWARF_PC
	.cfi_def_cfa sp, 0
	.cfi_undefined DWARF_PC
.endm

/* Says where the registers are, now that they are saved. The CFA is the end of pt_regs. */
.macro cfi_regs_saved
	.irp	n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	.cfi_offset x\n, \n * 8 - PT_REGS_SIZE
	.endr
	.cfi_offset sp, PT_REGS_SP - PT_REGS_SIZE
	.cfi_offset DWARF_PC, PT_REGS_PC - PT_REGS_SIZE
.endm

/* Begins the CFI of a trap's code whose registers are saved already. */
.macro cfi_trap_saved
	cfi_trap
	.cfi_def_cfa_offset PT_REGS_SIZE
	cfi_regs_saved
.endm

/* Makes room for pt_regs. Nothing is stored yet, so step_check_stack can still refuse. */
.macro stack_make
	sub	sp, sp, #PT_REGS_SIZE
	.cfi_adjust_cfa_offset PT_REGS_SIZE
.endm

/*
 * Saves all registers. In: sp at an empty pt_regs. el: the level that the trap came
 * from, 0 or 1. Afterwards x0 to x8 and x12 to x30 are still as they were; x9 to x11
 * are dead.
 */
.macro save_regs el
	stp	x0, x1, [sp, #8 * 0]
	stp	x2, x3, [sp, #8 * 2]
	stp	x4, x5, [sp, #8 * 4]
	stp	x6, x7, [sp, #8 * 6]
	stp	x8, x9, [sp, #8 * 8]
	stp	x10, x11, [sp, #8 * 10]
	stp	x12, x13, [sp, #8 * 12]
	stp	x14, x15, [sp, #8 * 14]
	stp	x16, x17, [sp, #8 * 16]
	stp	x18, x19, [sp, #8 * 18]
	stp	x20, x21, [sp, #8 * 20]
	stp	x22, x23, [sp, #8 * 22]
	stp	x24, x25, [sp, #8 * 24]
	stp	x26, x27, [sp, #8 * 26]
	stp	x28, x29, [sp, #8 * 28]
	.if	\el
	add	x9, sp, #PT_REGS_SIZE	/* EL1 ran on this very stack: its SP is the frame's end */
	.else
	mrs	x9, sp_el0
	.endif
	mrs	x10, elr_el1
	mrs	x11, spsr_el1
	stp	x30, x9, [sp, #PT_REGS_LR]
	stp	x10, x11, [sp, #PT_REGS_PC]
	cfi_regs_saved
.endm

/* Restores what ERET takes from system registers, and x30. Clobbers x9 to x11. */
.macro restore_state el
	ldp	x10, x11, [sp, #PT_REGS_PC]
	ldp	x30, x9, [sp, #PT_REGS_LR]
	msr	elr_el1, x10
	msr	spsr_el1, x11
	.ifeq	\el
	msr	sp_el0, x9
	.endif
.endm

.macro restore_x0_to_x17
	ldp	x0, x1, [sp, #8 * 0]
	ldp	x2, x3, [sp, #8 * 2]
	ldp	x4, x5, [sp, #8 * 4]
	ldp	x6, x7, [sp, #8 * 6]
	ldp	x8, x9, [sp, #8 * 8]
	ldp	x10, x11, [sp, #8 * 10]
	ldp	x12, x13, [sp, #8 * 12]
	ldp	x14, x15, [sp, #8 * 14]
	ldp	x16, x17, [sp, #8 * 16]
.endm

/*
 * Gives the frame back and returns. ERET changes exception level and program counter
 * at once (DDI 0487, D1.4.5). It is itself the context synchronisation that the MSRs
 * before it need, so no ISB comes first. The barriers after ERET are never executed:
 * some CPUs speculate past an ERET with the user's registers (CVE-2020-13844's
 * sibling), and the barriers stop that. SB would do the same on a CPU that has it.
 */
.macro eret_instruction
	add	sp, sp, #PT_REGS_SIZE
	eret
	dsb	nsh
	isb
.endm

/* Restores all registers and returns. In: sp at pt_regs. */
.macro restore_regs_and_eret el
	restore_state \el
	restore_x0_to_x17
	ldp	x18, x19, [sp, #8 * 18]
	ldp	x20, x21, [sp, #8 * 20]
	ldp	x22, x23, [sp, #8 * 22]
	ldp	x24, x25, [sp, #8 * 24]
	ldp	x26, x27, [sp, #8 * 26]
	ldp	x28, x29, [sp, #8 * 28]
	eret_instruction
.endm

/* Like it, but leaves out x19 to x29, which are still the user's. */
.macro restore_scratch_and_eret
	restore_state 0
	restore_x0_to_x17
	ldr	x18, [sp, #8 * 18]
	eret_instruction
.endm

/*
 * Begins slot n of a table (DDI 0487, D1.3.1.4). The rest of the slot before is filled
 * with UDF; if that slot is too long, .org stops the assembler.
 */
.macro vector_begin table n
	.org	\table + \n * VECTOR_SIZE, 0
	cfi_trap
.endm

.macro vector_end
	.cfi_endproc
.endm

/*
 * Jumps to `handler` with sp at an empty pt_regs, for which there is room. All
 * registers are as they were.
 */
.macro stack_for handler
	stack_make
	step_check_stack
	b	\handler
.endm

/* Slot n, which leads to `handler`. */
.macro vector table n handler
	vector_begin \table, \n
	stack_for \handler
	vector_end
.endm

/* Slot n, which should never be taken. Its number goes into the frame, for the report. */
.macro vector_unexpected table n
	vector_begin \table, \n
	stack_make
	step_check_stack
	str	x0, [sp]		/* borrows x0 */
	mov	w0, #\n
	str	w0, [sp, #PT_REGS_VECTOR]
	ldr	x0, [sp]
	b	trap_unexpected
	vector_end
.endm

#define VECTOR_EL0_SYNC 8

/* The slots of a table before and after VECTOR_EL0_SYNC, which differs from table to table. */
.macro vectors_before_el0_sync table
	vector_unexpected \table, 0	/* EL1 on SP_EL0: the kernel never is */
	vector_unexpected \table, 1
	vector_unexpected \table, 2
	vector_unexpected \table, 3
	vector	\table, 4, trap_el1_sync
	vector	\table, 5, trap_el1_irq
	vector_unexpected \table, 6	/* FIQ, SError */
	vector_unexpected \table, 7
.endm

.macro vectors_after_el0_sync table
	vector	\table, 9, trap_el0_irq
	vector_unexpected \table, 10	/* FIQ, SError */
	vector_unexpected \table, 11
	vector_unexpected \table, 12	/* AArch32 at EL0: no program is started in it */
	vector_unexpected \table, 13
	vector_unexpected \table, 14
	vector_unexpected \table, 15
9:	b	trap_overflow		/* for step_check_stack, whose TBZ does not reach it */
	.org	\table + VECTOR_TABLE_SIZE, 0
.endm

#endif
