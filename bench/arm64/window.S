/*
 * The windows of arm64: the bodies and forms that bench/windows.def names, and its
 * rows. bench/arm64/window.h says what stands around them. Next: user/arm64/stubs.S. SPDX-License-Identifier: MIT
 */
#include "bench/arm64/window.h"
#include "user/arm64/stub.h"

.macro body_touch target
	strb w22, [x0]
.endm
/*
 * x0, x1: a page and its length; x23: what DC ZVA clears at once. As clear_page()
 * of Linux and page_clear() of Trapgate do it, or by pairs of words where
 * DCZID_EL0.DZP forbids DC ZVA (Arm ARM, D17.2.36).
 */
.macro body_clear_zva target
	add x1, x0, x1
1:	dc zva, x0
	add x0, x0, x23
	cmp x0, x1
	b.ne 1b
	mov x0, 0
.endm
.macro body_clear_pairs target
	add x1, x0, x1
1:	stp xzr, xzr, [x0], 16
	cmp x0, x1
	b.ne 1b
	mov x0, 0
.endm
/* x22: the word; cleared and woken when the thread is gone. Waits as thread_join() does. */
.macro body_clone_join target
	bl stub_clone
	cbz x0, thread_exit
	mov x23, x0
1:	ldr w2, [x22]
	cbz w2, 2f
	mov x0, x22
	mov x1, 0
	mov x3, 0
	bl stub_futex
	b 1b
2:	mov x0, x23
.endm

/* x22: the pair; w23: its turns so far. */
.macro results_add
	ldr x9, [x22, PAIR_RESULTS]
	orr x9, x9, x0
	str x9, [x22, PAIR_RESULTS]
.endm
.macro body_yield target
1:	bl stub_sched_yield
	results_add
	ldr w9, [x22, PAIR_TURNS]
	cmp w9, w23
	b.eq 1b
.endm
/* Wakes who waits on the word at \word of the pair in x22; waits until another such word is set. */
.macro futex_wake word
	mov w2, 1
	str w2, [x22, (\word)]
	add x0, x22, (\word)
	mov x1, PAIR_WAKE
	bl stub_futex
	results_add
.endm
.macro futex_wait word
1:	add x0, x22, (\word)
	mov x1, PAIR_WAIT
	mov x2, 0
	mov x3, 0
	bl stub_futex
	ldr w9, [x22, (\word)]
	cbz w9, 1b
	str wzr, [x22, (\word)]
.endm
.macro body_pingpong target
	futex_wake PAIR_THEIRS
	futex_wait PAIR_OURS
.endm

/*
 * Kernel order of clone's arguments: flags, stack, parent's word, tls, child's
 * word. The new thread comes out of the stub with x0 0 and leaves; in `clone` it
 * does so behind the second read, so that the test costs its parent nothing.
 */
.macro single_clone body, target
	load_arguments x19
	mov x4, x2
	mov x22, x2
	counter_read x20
	\body \target
	counter_read x21
	cbz x0, thread_exit
.endm

/* One turn of a pair: ours and the partner's. */
.macro single_pair body, target
	load_arguments x19
	mov x22, x0
	ldr w23, [x22, PAIR_TURNS]
	counter_read x20
	\body
	counter_read x21
.endm

/* A thread's function; x0: struct pair, kept in x22. */
.macro partner_open
	save_callee_saved
	mov x22, x0
.endm
.macro turn_count
	ldr w9, [x22, PAIR_TURNS]
	add w9, w9, 1
	str w9, [x22, PAIR_TURNS]
.endm
/* To \again until the partner is to stop; then its end. */
.macro partner_close again
	ldr w9, [x22, PAIR_STOP]
	cbz w9, \again
	restore_callee_saved
	ret
.endm

	.text
stub stub_number_999, 999

#define WINDOW(name, form, body, target, pmu) window timed_##name, form, body, target;
#include "bench/windows.def"
#undef WINDOW

/* DCZID_EL0: bits 3:0 the block's size as a power of two of words, bit 4 forbids. */
FUNC(timed_clear)
	window_open
	mrs x9, dczid_el0
	tbnz x9, 4, 3f
	mov x23, 4
	and x9, x9, 15
	lsl x23, x23, x9
	single body_clear_zva
	b 4f
3:	single body_clear_pairs
4:	window_close
END(timed_clear)

/* The end is what the partner read; our own way back from the call is not in it. */
FUNC(timed_switch)
	window_open
	single_pair body_yield
	ldr x21, [x22, PAIR_COUNTER]
	window_close
END(timed_switch)

FUNC(partner_yield)
	partner_open
1:	turn_count
	bl stub_sched_yield
	results_add
	partner_close 1b
END(partner_yield)

/* A turn of `switch` begins with what ends a window, and leaves the value in the pair. */
FUNC(partner_switch)
	partner_open
1:	bl stub_sched_yield
	counter_read x21
	str x21, [x22, PAIR_COUNTER]
	results_add
	turn_count
	partner_close 1b
END(partner_switch)

FUNC(partner_futex)
	partner_open
3:	futex_wait PAIR_THEIRS
	turn_count
	futex_wake PAIR_OURS
	partner_close 3b
END(partner_futex)
