/*
 * Code with a chosen value in every register: one macro, two bodies.
 * Next: registers.c beside it. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include "tests/guest/x86_64/registers_layout.h"

#define FRAME_TURNS ((REG_COUNT) * 8)
#define FRAME_SIZE ((REG_COUNT + 2) * 8)

	.text

/* eax, edx: the state components of the area at \area; none of them: FXSAVE's form. */
.macro vector_state xsave, fxsave, area
	movl	%eax, %r10d
	orl	%edx, %r10d
	jz	7f
	\xsave	(\area)
	jmp	8f
7:	\fxsave	(\area)
8:
.endm

/*
 * void name(const uint64_t *in, uint64_t *out, void *vector_in, void *vector_out,
 *	     unsigned long components, unsigned long turns);
 * in and out: REG_COUNT words. With AC set every access must be aligned: rsp is,
 * to 8, all along.
 */
.macro with_registers name, body
FUNC(\name)
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rsi
	pushq	%rcx
	pushq	%r8
	subq	$FRAME_SIZE, %rsp
	movq	%r9, FRAME_TURNS(%rsp)
	movq	%rdx, %r9
	movl	%r8d, %eax
	movq	%r8, %rdx
	shrq	$32, %rdx
	vector_state xrstor, fxrstor, %r9
	pushq	8 * REG_FLAGS(%rdi)
	popfq
	movq	8 * 0(%rdi), %rax
	movq	8 * 1(%rdi), %rbx
	movq	8 * 2(%rdi), %rcx
	movq	8 * 3(%rdi), %rdx
	movq	8 * 4(%rdi), %rsi
	movq	8 * 6(%rdi), %rbp
	movq	8 * 7(%rdi), %r8
	movq	8 * 8(%rdi), %r9
	movq	8 * 9(%rdi), %r10
	movq	8 * 10(%rdi), %r11
	movq	8 * 11(%rdi), %r12
	movq	8 * 12(%rdi), %r13
	movq	8 * 13(%rdi), %r14
	movq	8 * 14(%rdi), %r15
	movq	8 * 5(%rdi), %rdi
	\body
	movq	%rax, 8 * 0(%rsp)
	movq	%rbx, 8 * 1(%rsp)
	movq	%rcx, 8 * 2(%rsp)
	movq	%rdx, 8 * 3(%rsp)
	movq	%rsi, 8 * 4(%rsp)
	movq	%rdi, 8 * 5(%rsp)
	movq	%rbp, 8 * 6(%rsp)
	movq	%r8, 8 * 7(%rsp)
	movq	%r9, 8 * 8(%rsp)
	movq	%r10, 8 * 9(%rsp)
	movq	%r11, 8 * 10(%rsp)
	movq	%r12, 8 * 11(%rsp)
	movq	%r13, 8 * 12(%rsp)
	movq	%r14, 8 * 13(%rsp)
	movq	%r15, 8 * 14(%rsp)
	pushfq
	popq	8 * REG_FLAGS(%rsp)
	pushq	$2
	popfq
	movl	FRAME_SIZE(%rsp), %eax
	movl	FRAME_SIZE + 4(%rsp), %edx
	movq	FRAME_SIZE + 8(%rsp), %r9
	vector_state xsave, fxsave, %r9
	movq	FRAME_SIZE + 16(%rsp), %rdi
	movq	%rsp, %rsi
	movl	$REG_COUNT, %ecx
	rep movsq
	addq	$FRAME_SIZE + 24, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
END(\name)
.endm

.macro make_call
	syscall
	.globl	with_registers_call_end
with_registers_call_end:
.endm

.macro count_down
1:	decq	FRAME_TURNS(%rsp)
	jnz	1b
.endm

	with_registers with_registers_call, make_call
	with_registers with_registers_spin, count_down
