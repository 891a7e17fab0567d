/*
 * The timed sequences of x86_64: the pair of reads, and the forms of what stands
 * between them.
 *
 * Begin: LFENCE; RDTSC; LFENCE. RDTSC waits for nothing: the LFENCE before it
 * lets all earlier instructions complete, the one behind it keeps what is timed
 * from starting early (SDM vol. 2B, RDTSC; vol. 3B, 18.17; LFENCE: vol. 2A).
 * End: RDTSCP; LFENCE. RDTSCP waits for all earlier instructions and loads, and
 * the LFENCE keeps later ones from starting before it is done (SDM vol. 2B,
 * RDTSCP). Without RDTSCP: LFENCE; RDTSC; LFENCE. On AMD, LFENCE has this effect
 * only where it is dispatch serializing: always (CPUID Fn8000_0021_EAX[2]) or by
 * MSR C001_1029[1] (APM vol. 3, LFENCE), which is the kernel's to set. CPUID would
 * do as a fence on bare hardware but exits to the hypervisor in a guest.
 *
 * Stores may still be in the store buffer at either read; nothing here orders
 * them, since a call's stores are not part of its latency.
 *
 * Every window has the same moves around its body, so that `empty` subtracts
 * them. Next: bench/x86_64/window.S. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_X86_64_WINDOW_H
#define BENCH_X86_64_WINDOW_H

#include "bench/timed.h"
#include "include/linkage.h"

.macro save_one reg
	pushq \reg
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset \reg, 0
.endm
.macro restore_one reg
	popq \reg
	.cfi_adjust_cfa_offset -8
	.cfi_restore \reg
.endm
.macro save_callee_saved
	save_one %rbx
	save_one %rbp
	save_one %r12
	save_one %r13
	save_one %r14
	save_one %r15
.endm
.macro restore_callee_saved
	restore_one %r15
	restore_one %r14
	restore_one %r13
	restore_one %r12
	restore_one %rbp
	restore_one %rbx
.endm

/* The third argument is in the way of RDTSC's result: it waits in r12. */
.macro load_arguments from, third
	movq TIMED_ARG(0)(\from), %rdi
	movq TIMED_ARG(1)(\from), %rsi
	movq TIMED_ARG(2)(\from), \third
	movq TIMED_ARG(3)(\from), %rcx
	movq TIMED_ARG(4)(\from), %r8
	movq TIMED_ARG(5)(\from), %r9
.endm

/* Begin value to r13d:r14d, third argument to its place. */
.macro counter_begin
	lfence
	rdtsc
	lfence
	movl %eax, %r14d
	movl %edx, %r13d
	movq %r12, %rdx
.endm

/* Keeps the result, in r12, from the read; value to edx:eax. */
.macro counter_end_rdtscp
	movq %rax, %r12
	rdtscp
	lfence
.endm
.macro counter_end_rdtsc
	movq %rax, %r12
	lfence
	rdtsc
	lfence
.endm

/* What stands between the reads: nothing, a call of \target, stores. */
.macro body_empty target
.endm
.macro body_call target
	call \target
.endm

/* A batch, behind a first read: r12 walks the calls, r15 collects how results differ from what is expected. */
.macro batch body, target, begin=counter_begin
	movq TIMED_BATCH(%rbx), %rbp
	movq TIMED_SERIES(%rbx), %r12
	xorl %r15d, %r15d
	\begin
3:	load_arguments %r12, %rdx
	\body \target
	xorq TIMED_EXPECTED(%r12), %rax
	orq %rax, %r15
	addq TIMED_STRIDE(%rbx), %r12
	decq %rbp
	jnz 3b
	movq TIMED_EXPECTED(%rbx), %rax
	xorq %r15, %rax
.endm
/* One call. */
.macro single body, target
	load_arguments %rbx, %r12
	counter_begin
	\body \target
.endm

/*
 * C's calling convention; rdi: struct timed. The stack carries the seventh
 * argument and is aligned at the call. The form is chosen ahead of the pair.
 */
.macro window_forms form, body, target
	cmpb $0, counter_has_rdtscp(%rip)
	je 4f
	\form \body, \target
	counter_end_rdtscp
	jmp 5f
4:	\form \body, \target
	counter_end_rdtsc
5:
.endm
.macro window_open
	save_callee_saved
	movq %rdi, %rbx
	pushq TIMED_ARG(6)(%rbx)
	.cfi_adjust_cfa_offset 8
.endm
.macro window_close
	shlq $32, %rdx
	orq %rdx, %rax
	shlq $32, %r13
	orq %r14, %r13
	subq %r13, %rax
	movq %rax, TIMED_TICKS(%rbx)
	movq %r12, TIMED_RESULT(%rbx)
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	restore_callee_saved
	ret
.endm

.macro timed name, form, body, target
FUNC(\name)
	window_open
	window_forms \form, \body, \target
	window_close
END(\name)
.endm
.macro timed_batch name, body, target
FUNC(\name)
	window_open
	cmpq $1, TIMED_BATCH(%rbx)
	jne 6f
	window_forms single, \body, \target
	jmp 7f
6:	window_forms batch, \body, \target
7:	window_close
END(\name)
.endm

/* A row of bench/windows.def. */
.macro window name, form, body, target
	.ifc \form, batch
	timed_batch \name, \body, \target
	.else
	timed \name, \form, \body, \target
	.endif
.endm

#endif
