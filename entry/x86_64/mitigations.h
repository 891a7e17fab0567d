/*
 * Hardening steps of a path. Each has a paragraph with its bit, a row of the table, and
 * its instructions in a macro, step_<name>. A row of paths.def names the bits of its
 * steps; entry.S expands these steps in the table's order. A step belongs to one of
 * these phases:
 *
 *   entry   pt_regs is complete, and the dispatch comes next. rsp is at pt_regs; rax is
 *           the call's number, as user mode gave it; a step keeps both. All other
 *           general registers still hold user mode's values and are free.
 *   exit    The handler's result is in pt_regs, which is restored next. rsp is at
 *           pt_regs; all other general registers are free. A step that jumps to
 *           exit_by_iret leaves out the steps that come after it in the table. It jumps
 *           by {disp32}, so that its code is the same in every row.
 *
 * Tests: path_code. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_MITIGATIONS_H
#define ENTRY_MITIGATIONS_H

#include <arch/registers.h>

/*
 * clear_regs: zeroes the general registers once they are saved, so that the kernel does
 * not run on values that user mode chose. A speculative gadget could use these values
 * (Spectre v1, all CPUs that speculate). Linux has done so since 4.16. XOR of a register
 * with itself is a zeroing idiom that needs no execution unit (Intel Optimization
 * Manual, 3.5.1.7). rdi and rsi get the dispatch's arguments, pt_regs and number; rax
 * holds the number.
 */
#define STEP_CLEAR_REGS (1 << 0)

/*
 * check_sysret: leaves by SYSRET only if the frame is what SYSCALL left: rcx is rip, r11
 * is rflags, the selectors are those of IA32_STAR, rip is below TASK_SIZE, RF and TF are
 * clear. Otherwise it leaves by IRET. On Intel, SYSRET with a non-canonical rip faults
 * in ring 0 on the user's stack (SDM Vol. 2, SYSRET; CVE-2012-0217). SYSRET cannot set
 * RF, and with TF it traps too early.
 */
#define STEP_CHECK_SYSRET (1 << 1)

/* X(bit, name, phase) for each step. */
#define MITIGATION_STEPS(X)                                                                        \
	X(STEP_CLEAR_REGS, clear_regs, entry)                                                      \
	X(STEP_CHECK_SYSRET, check_sysret, exit)

/* The steps that a row with that exit needs to be safe. A floor row has no steps. */
#define STEPS_REQUIRED_sysret STEP_CHECK_SYSRET
#define STEPS_REQUIRED_iret 0

#ifdef __ASSEMBLER__
.macro step_clear_regs
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%ebx, %ebx
	xorl	%ebp, %ebp
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
.endm

/* Out: rcx: rip, r11: rflags. */
.macro step_check_sysret
	movq	PT_REGS_CX(%rsp), %rcx
	cmpq	%rcx, PT_REGS_IP(%rsp)
	{disp32} jne	exit_by_iret
	movq	PT_REGS_R11(%rsp), %r11
	cmpq	%r11, PT_REGS_FLAGS(%rsp)
	{disp32} jne	exit_by_iret
	cmpq	$USER_CS, PT_REGS_CS(%rsp)
	{disp32} jne	exit_by_iret
	cmpq	$USER_DS, PT_REGS_SS(%rsp)
	{disp32} jne	exit_by_iret
	movabsq	$TASK_SIZE, %rax
	cmpq	%rax, %rcx
	{disp32} jae	exit_by_iret
	testl	$(RFLAGS_RF | RFLAGS_TF), %r11d
	{disp32} jnz	exit_by_iret
.endm
#endif

#endif
