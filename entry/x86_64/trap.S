/*
 * All other ways in: exceptions, interrupts, and the gate of floor and direct paths.
 * Each of the 256 vectors has a stub. The stubs lead to one entry for the thread's
 * kernel stack and one for the interrupt stacks. Next: entry/x86_64/exception.c.
 * SPDX-License-Identifier: MIT
 */
#include "entry/x86_64/frame.h"
#include "entry/x86_64/mitigations.h"
#include "include/linkage.h"

/*
 * Vectors that push an error code (Intel SDM Vol. 3, 6.15; #VC 29 and #SX 30: AMD APM
 * Vol. 2, 8.2).
 */
#define ERROR_CODE_VECTORS                                                                         \
	(1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30)
/*
 * Vectors on interrupt stacks: they may strike after SYSCALL, but before the switch to
 * the kernel stack.
 */
#define PARANOID_VECTORS (1 << VECTOR_DB | 1 << VECTOR_NMI | 1 << VECTOR_DF | 1 << VECTOR_MC)

#define STUB_SIZE 16

/*
 * Stub v is at trap_stubs + v * STUB_SIZE. In: the frame that the CPU pushed, interrupts
 * off. Every stub pushes the vector, and a value in place of the error code if the CPU
 * pushed none: so all frames look alike.
 */
	.text
	.balign	64
	.globl	trap_stubs
	.type	trap_stubs, %function
trap_stubs:
	.set	vector, 0
	.rept	VECTOR_COUNT
	cfi_frame_start (5 * 8)
	.if	vector >= 32 || !(ERROR_CODE_VECTORS >> (vector & 31) & 1)
	pushq	$-1			/* no error code; orig_ax -1: no system call */
	.endif
	.cfi_def_cfa_offset 6 * 8	/* the stub or the CPU has pushed the sixth word */
	pushq	$vector
	.cfi_adjust_cfa_offset 8
	.if	vector < 32 && (PARANOID_VECTORS >> (vector & 31) & 1)
	jmp	trap_paranoid
	.else
	jmp	trap_common
	.endif
	.cfi_endproc
	.set	vector, vector + 1
	.org	trap_stubs + vector * STUB_SIZE, 0xcc	/* stops the assembler if a stub is longer */
	.endr
	.size	trap_stubs, . - trap_stubs

/*
 * Saves all registers. The vector lies in rdi's place on the stack, so the two are
 * exchanged. Out: edi: vector.
 */
.macro save_trap_regs
	xchgq	%rdi, (%rsp)
	save_regs_below_di
.endm

/*
 * Clears flags that an interrupt gate leaves as user mode had them: DF, which C wants
 * clear, and AC, which would open user pages to the kernel under SMAP. (The gate itself
 * has cleared NT.) It uses POPFQ, since the CPU may lack CLAC. Clobbers only flags.
 */
.macro clear_user_flags
	pushfq
	andq	$~(RFLAGS_DF | RFLAGS_AC | RFLAGS_NT), (%rsp)
	popfq
.endm

/*
 * In: rsp at vector, error code and the CPU's frame, on the thread's kernel stack. If
 * user mode was interrupted, GS is the user's. If the kernel was, GS is the kernel's,
 * with one exception: IRETQ faults on its target (#NP, #SS, #GP) after GS went back.
 */
ENTRY(trap_common)
	cfi_frame_start (7 * 8)
	clear_user_flags
	save_trap_regs
	testb	$3, PT_REGS_CS(%rsp)
	jz	2f
	swapgs
1:	lfence				/* no speculation past a skipped SWAPGS (CVE-2019-1125) */
	step_clear_regs
	movl	%edi, %esi		/* vector */
	movq	%rsp, %rdi		/* pt_regs */
	call	exception
	testb	$3, PT_REGS_CS(%rsp)
	jz	3f
	return_by_iret
	/* From the kernel: if rip is one of the IRETQs, GS is the user's after all. */
2:	movq	PT_REGS_IP(%rsp), %rax
	movq	$__iret_table_start, %rcx
4:	cmpq	$__iret_table_end, %rcx
	jae	1b
	cmpq	(%rcx), %rax
	leaq	8(%rcx), %rcx		/* LEA keeps the flags of the compare */
	jne	4b
	swapgs
	jmp	1b
3:	restore_regs
	addq	$8, %rsp
	iretq
END(trap_common)

/*
 * Like trap_common, but on an interrupt stack. It may interrupt the kernel while GS is
 * still the user's, so cs cannot tell whose GS it is. The GS base can: if it is not the
 * address of the per-CPU data, GS is swapped now and swapped back at the end (ebx: 1).
 * A user who sets the base to that very address (WRGSBASE) gains nothing, since then the
 * user's GS leads to the right data.
 */
ENTRY(trap_paranoid)
	cfi_frame_start (7 * 8)
	clear_user_flags
	save_trap_regs
	movl	%edi, %esi		/* vector */
	movl	$IA32_GS_BASE, %ecx
	rdmsr
	shlq	$32, %rdx
	orq	%rdx, %rax
	xorl	%ebx, %ebx
	cmpq	$percpu_boot, %rax
	je	1f
	swapgs
	incl	%ebx
1:	lfence
	movq	%rsp, %rdi		/* pt_regs */
	call	exception
	testl	%ebx, %ebx
	jz	2f
	swapgs
2:	restore_regs
	addq	$8, %rsp
	iretq
END(trap_paranoid)
