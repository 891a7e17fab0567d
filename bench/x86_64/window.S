/*
 * The windows of x86_64: the bodies and forms that bench/windows.def names, and its
 * rows. bench/x86_64/window.h says what stands around them. Next: user/x86_64/stubs.S. SPDX-License-Identifier: MIT
 */
#include "bench/x86_64/window.h"
#include "user/x86_64/stub.h"

.macro body_touch target
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

#define WINDOW(name, form, body, target, pmu) window timed_##name, form, body, target;
#include "bench/windows.def"
#undef WINDOW

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
