/*
 * All other ways in: exceptions, interrupts, and the gate of floor and direct
 * paths. 256 equal stubs, one common entry for the thread's kernel stack, one for
 * the interrupt stacks. Next: entry/x86_64/exception.c.
 * SPDX-License-Identifier: MIT
 */
#include "entry/x86_64/frame.h"
#include "entry/x86_64/mitigations.h"
#include "include/linkage.h"

/* Vectors that push an error code (Intel SDM Vol. 3, 6.15; #VC 29 and #SX 30: AMD APM Vol. 2, 8.2). */
#define ERROR_CODE_VECTORS                                                                         \
	(1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30)
/* Vectors on interrupt stacks: they may strike between SYSCALL and the stack switch. */
#define PARANOID_VECTORS (1 << VECTOR_DB | 1 << VECTOR_NMI | 1 << VECTOR_DF | 1 << VECTOR_MC)

#define STUB_SIZE 16

/*
 * trap_stubs: stub v is at trap_stubs + v * STUB_SIZE. In: the frame that the CPU
 * pushed, interrupts off. Every stub leaves error code and vector on the stack.
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
	.cfi_def_cfa_offset 6 * 8	/* so or by the CPU itself */
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

/* The vector makes room for rdi, which it came in the place of. Out: edi vector. */
.macro save_trap_regs
	xchgq	%rdi, (%rsp)
	save_regs_below_di
.endm

/*
 * What a gate leaves as the user had it: DF, which C wants clear, and AC, which
 * would open user pages to the kernel under SMAP. POPFQ, not CLAC: the CPU may
 * lack that. Clobbers nothing but flags.
 */
.macro clear_user_flags
	pushfq
	andq	$~(RFLAGS_DF | RFLAGS_AC | RFLAGS_NT), (%rsp)
	popfq
.endm

/*
 * In: rsp: vector, error code, the CPU's frame, on the thread's kernel stack.
 * From user mode GS is the user's. From the kernel it is the kernel's, but for
 * one case: IRETQ faults on its target (#NP, #SS, #GP) when GS went back already.
 */
ENTRY(trap_common)
	cfi_frame_start (7 * 8)
	clear_user_flags
	save_trap_regs
	testb	$3, PT_REGS_CS(%rsp)
	jz	2f
	swapgs
1:	lfence				/* no speculation past a SWAPGS not taken (CVE-2019-1125) */
	step_clear_regs
	movl	%edi, %esi		/* vector */
	movq	%rsp, %rdi		/* pt_regs */
	call	exception
	testb	$3, PT_REGS_CS(%rsp)
	jz	3f
	return_by_iret
2:	movq	PT_REGS_IP(%rsp), %rax
	movq	$__iret_table_start, %rcx
4:	cmpq	$__iret_table_end, %rcx
	jae	1b
	cmpq	(%rcx), %rax
	leaq	8(%rcx), %rcx
	jne	4b
	swapgs
	jmp	1b
3:	restore_regs
	addq	$8, %rsp
	iretq
END(trap_common)

/*
 * The same on an interrupt stack. The interrupted code may be the kernel's with
 * the user's GS, so GS is judged by its base: if it is not the per-CPU data's,
 * it is swapped now and back at the end. A user who set it to that very address
 * (WRGSBASE) gains nothing: then it serves as well. ebx: whether to swap back.
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
