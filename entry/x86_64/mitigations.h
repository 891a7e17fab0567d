/*
 * Hardening steps of a path: for each a paragraph with its bit, a row of the table,
 * and its instructions as a macro, step_<name>. A row of paths.def names the bits
 * it wants; entry.S expands those steps of the table, in the table's order, and
 * nothing for the others. A step belongs to one of these phases:
 *
 *   entry   pt_regs is complete, the dispatch comes next. rsp: pt_regs; rax: the
 *           call's number, as user mode gave it; both stay. All other general
 *           registers still hold user mode's values and are free.
 *   exit    The handler's result is in pt_regs, which are restored next. rsp:
 *           pt_regs; all other general registers are free. A step that jumps to
 *           exit_by_iret leaves out the steps of the table that come after it, and
 *           jumps by {disp32}, so that its code is the same from any row.
 *
 * Tests: path_code. SPDX-License-Identifier: MIT
 */
#ifndef ENTRY_MITIGATIONS_H
#define ENTRY_MITIGATIONS_H

#include <arch/registers.h>

/*
 * clear_regs: general registers are zeroed once they are saved, so that the
 * kernel never runs on values that user mode chose: those would be at hand for a
 * speculative gadget (Spectre v1, all CPUs that speculate). Linux does so since
 * 4.16. XOR of a register with itself is a zeroing idiom that needs no execution
 * unit (Intel Optimization Manual, 3.5.1.7). rax, rdi and rsi hold what the
 * dispatch is given: number, pt_regs, number.
 */
#define STEP_CLEAR_REGS (1 << 0)

/*
 * check_sysret: SYSRET only where the frame is what SYSCALL left: rcx is rip,
 * r11 is rflags, selectors are those of IA32_STAR, rip is below TASK_SIZE, RF and
 * TF are clear; IRET else. On Intel, SYSRET with a non-canonical rip faults in
 * ring 0 on the user's stack (SDM Vol. 2, SYSRET; CVE-2012-0217). SYSRET cannot
 * set RF, and traps too early with TF.
 */
#define STEP_CHECK_SYSRET (1 << 1)

/* X(bit, name, phase) for each step. */
#define MITIGATION_STEPS(X)                                                                        \
	X(STEP_CLEAR_REGS, clear_regs, entry)                                                      \
	X(STEP_CHECK_SYSRET, check_sysret, exit)

/* The steps without which a row with that exit is not safe; a floor row has no such need. */
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

/* Leaves rcx: rip, r11: rflags. */
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
