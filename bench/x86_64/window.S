/*
 * The timed sequences of x86_64.
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
 * them. Next: user/x86_64/stubs.S. SPDX-License-Identifier: MIT
 */
#include "bench/timed.h"
#include "user/x86_64/stub.h"

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
.macro body_touch
	movb $1, (%rdi)
.endm
/* As page_clear() of Trapgate, and clear_page() of Linux where CPUID says REP_GOOD. */
.macro body_clear_bytes
	xorl %eax, %eax
	movl %esi, %ecx
	rep stosb
.endm
.macro body_clear_words
	xorl %eax, %eax
	movl %esi, %ecx
	shrl $3, %ecx
	rep stosq
.endm
/* rbp: the word; cleared and woken when the thread is gone. Waits as thread_join() does. */
.macro body_clone_join target
	call stub_clone
	movq %rax, %r15
1:	movl (%rbp), %edx
	testl %edx, %edx
	jz 2f
	movq %rbp, %rdi
	xorl %esi, %esi
	xorl %ecx, %ecx
	call stub_futex
	jmp 1b
2:	movq %r15, %rax
.endm

/* rbp: the pair; r15d: its turns so far. */
.macro body_yield target
1:	call stub_sched_yield
	orq %rax, PAIR_RESULTS(%rbp)
	cmpl %r15d, PAIR_TURNS(%rbp)
	je 1b
.endm
/* Wakes who waits on the word at \word of the pair in rbp; waits until another such word is set. */
.macro futex_wake word
	movl $1, \word(%rbp)
	leaq \word(%rbp), %rdi
	movl $PAIR_WAKE, %esi
	movl $1, %edx
	call stub_futex
	orq %rax, PAIR_RESULTS(%rbp)
.endm
.macro futex_wait word
1:	leaq \word(%rbp), %rdi
	movl $PAIR_WAIT, %esi
	xorl %edx, %edx
	xorl %ecx, %ecx
	call stub_futex
	cmpl $0, \word(%rbp)
	je 1b
	movl $0, \word(%rbp)
.endm
.macro body_pingpong target
	futex_wake PAIR_THEIRS
	futex_wait PAIR_OURS
.endm

/* A batch: r12 walks the calls, r15 collects how results differ from what is expected. */
.macro batch body, target
	movq TIMED_BATCH(%rbx), %rbp
	movq TIMED_SERIES(%rbx), %r12
	xorl %r15d, %r15d
	counter_begin
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
 * Kernel order of clone's arguments: flags, stack, parent's word, child's word,
 * tls. The new thread returns from the stub on its own stack, to thread_exit().
 */
.macro single_clone body, target
	load_arguments %rbx, %r12
	movq %rcx, %r8
	movq %r12, %rcx
	movq %r12, %rbp
	leaq thread_exit(%rip), %rax
	subq $8, %rsi
	movq %rax, (%rsi)
	counter_begin
	\body \target
.endm

/* One turn of a pair: ours and the partner's. */
.macro single_pair body, target
	load_arguments %rbx, %r12
	movq %rdi, %rbp
	movl PAIR_TURNS(%rbp), %r15d
	counter_begin
	\body
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

/* A thread's function; rdi: struct pair, kept in rbp. Two words saved, so the stack is aligned at its calls. */
.macro partner_open
	save_one %rbp
	save_one %r12
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %rdi, %rbp
.endm
.macro partner_close
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	restore_one %r12
	restore_one %rbp
	ret
.endm
/* A turn of `switch` begins with what ends a window, and leaves the value in the pair. */
.macro partner_turns counter_end
3:	call stub_sched_yield
	\counter_end
	orq %r12, PAIR_RESULTS(%rbp)
	movl %eax, PAIR_COUNTER(%rbp)
	movl %edx, PAIR_COUNTER + 4(%rbp)
	incl PAIR_TURNS(%rbp)
	cmpl $0, PAIR_STOP(%rbp)
	je 3b
.endm

	.text
stub stub_number_999, 999

timed_batch timed_empty, body_empty
timed_batch timed_stub_nop, body_call, stub_nop
timed_batch timed_null, body_call, stub_null
timed_batch timed_getppid, body_call, stub_getppid
timed_batch timed_enosys, body_call, stub_number_999
timed_batch timed_wrapper, body_call, call_getppid
timed_batch timed_syscall, body_call, stub_syscall
timed timed_mmap, single, body_call, stub_mmap
timed timed_munmap, single, body_call, stub_munmap
timed timed_mprotect, single, body_call, stub_mprotect
timed timed_mremap, single, body_call, stub_mremap
timed timed_brk, single, body_call, stub_brk
timed timed_futex, single, body_call, stub_futex
timed timed_touch, single, body_touch
timed timed_clone, single_clone, body_call, stub_clone
timed timed_clone_join, single_clone, body_clone_join
timed timed_yield, single_pair, body_yield
timed timed_futex_pingpong, single_pair, body_pingpong

FUNC(timed_clear)
	window_open
	cmpb $0, counter_has_erms(%rip)
	je 6f
	window_forms single, body_clear_bytes
	jmp 7f
6:	window_forms single, body_clear_words
7:	window_close
END(timed_clear)

/* The end is what the partner read; our own way back from the call is not in it. */
FUNC(timed_switch)
	window_open
	single_pair body_yield
	movq %rax, %r12
	movl PAIR_COUNTER(%rbp), %eax
	movl PAIR_COUNTER + 4(%rbp), %edx
	window_close
END(timed_switch)

FUNC(partner_yield)
	partner_open
1:	incl PAIR_TURNS(%rbp)
	call stub_sched_yield
	orq %rax, PAIR_RESULTS(%rbp)
	cmpl $0, PAIR_STOP(%rbp)
	je 1b
	partner_close
END(partner_yield)

FUNC(partner_switch)
	partner_open
	cmpb $0, counter_has_rdtscp(%rip)
	je 4f
	partner_turns counter_end_rdtscp
	jmp 5f
4:	partner_turns counter_end_rdtsc
5:	partner_close
END(partner_switch)

FUNC(partner_futex)
	partner_open
3:	futex_wait PAIR_THEIRS
	incl PAIR_TURNS(%rbp)
	futex_wake PAIR_OURS
	cmpl $0, PAIR_STOP(%rbp)
	je 3b
	partner_close
END(partner_futex)
