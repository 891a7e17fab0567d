/*
 * Reads and writes MSRs that a processor or a hypervisor may lack, whatever CPUID says.
 * An access that faults gives an error, not a panic (SDM Vol. 2, RDMSR, WRMSR: #GP).
 * SPDX-License-Identifier: MIT
 */
#include "include/extable.h"
#include "include/linkage.h"

#include <linux/errno.h>

	.text
/* int rdmsr_safe(uint32_t msr, uint64_t *value): returns 0, or -EIO with *value as it was. */
FUNC(rdmsr_safe)
	movl	%edi, %ecx
1:	rdmsr
	shlq	$32, %rdx		/* RDMSR gives two halves, edx and eax */
	orq	%rdx, %rax
	movq	%rax, (%rsi)
	xorl	%eax, %eax
	ret
END(rdmsr_safe)
	EXTABLE(1b, msr_fault)

/* int wrmsr_safe(uint32_t msr, uint64_t value): returns 0, or -EIO. */
FUNC(wrmsr_safe)
	movl	%edi, %ecx
	movq	%rsi, %rdx
	movl	%esi, %eax
	shrq	$32, %rdx
1:	wrmsr
	xorl	%eax, %eax
	ret
END(wrmsr_safe)
	EXTABLE(1b, msr_fault)

/* The fix-up of both: the fault leaves the stack alone, so it returns for the function. */
FUNC(msr_fault)
	movl	$-EIO, %eax
	ret
END(msr_fault)
