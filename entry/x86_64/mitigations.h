/*
 * Hardening steps of a path: a bit, a paragraph, the instructions. A row of
 * paths.def names the bits it wants; nothing is expanded for the others.
 * SPDX-License-Identifier: MIT
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

/* X(bit, name) for each step, in the order of the bits. */
#define MITIGATION_STEPS(X)                                                                        \
	X(STEP_CLEAR_REGS, clear_regs)                                                             \
	X(STEP_CHECK_SYSRET, check_sysret)

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

/* rsp: pt_regs. Jumps to `otherwise` where only IRET will do. Leaves rcx: rip, r11: rflags. */
.macro step_check_sysret otherwise
	movq	PT_REGS_CX(%rsp), %rcx
	cmpq	%rcx, PT_REGS_IP(%rsp)
	jne	\otherwise
	movq	PT_REGS_R11(%rsp), %r11
	cmpq	%r11, PT_REGS_FLAGS(%rsp)
	jne	\otherwise
	cmpq	$USER_CS, PT_REGS_CS(%rsp)
	jne	\otherwise
	cmpq	$USER_DS, PT_REGS_SS(%rsp)
	jne	\otherwise
	movabsq	$TASK_SIZE, %rax
	cmpq	%rax, %rcx
	jae	\otherwise
	testl	$(RFLAGS_RF | RFLAGS_TF), %r11d
	jnz	\otherwise
.endm
#endif

#endif
