/*
 * Back end `branch`: an indexed branch into slots of equal size. The distance of a
 * slot is its number times that size, so nothing is loaded from a table.
 * Next: the handler. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "include/linkage.h"

/* A slot: a landing pad and one direct branch, 1 << SLOT_SHIFT bytes. */
#define SLOT_SHIFT 3
#define HINT_BTI_C 34
#define HINT_BTI_J 36	/* a NOP on CPUs without FEAT_BTI */
#define HINT_CSDB 20

/*
 * In: x0: pt_regs, for the handler; w1: number; EL1, kernel stack, interrupts off.
 * Jumps to the handler, which returns to the path.
 */
FUNC(dispatch_branch)
	hint	#HINT_BTI_C
	cmp	w1, #NR_SYSCALLS
	b.hs	1f
	mov	w1, w1			/* the upper half is the caller's garbage */
	/* The mask of array_index_nospec(): the B.HS above may be mispredicted (Spectre v1). */
	cmp	x1, #NR_SYSCALLS
	sbc	x2, xzr, xzr
	and	x1, x1, x2
	hint	#HINT_CSDB
	adr	x2, .Lslots
	add	x2, x2, x1, lsl #SLOT_SHIFT
	br	x2
1:	b	sys_ni_syscall

	.balign	64, 0
.Lslots:
#define SLOT(nr, handler)			\
	hint	#HINT_BTI_J;			\
	b	handler;
#include <gen/slots.h>
#undef SLOT
	.if	. - .Lslots - (NR_SYSCALLS << SLOT_SHIFT)
	.error	"a slot of dispatch_branch is not 1 << SLOT_SHIFT bytes"
	.endif
END(dispatch_branch)
