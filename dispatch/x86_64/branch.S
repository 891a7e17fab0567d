/*
 * Back end `branch`: an indexed branch into equal-sized slots. The number times
 * the slot's size is the target's distance; nothing is loaded from a table.
 * Next: the handler. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "include/linkage.h"

/* A slot: one direct jump of five bytes, padded to a power of two. */
#define SLOT_SIZE 8

/*
 * rdi: pt_regs, for the handler; esi: number. Kernel mode and stack, interrupts
 * off. Leaves to the handler, which returns to the path.
 */
FUNC(dispatch_branch)
	movl	%esi, %eax
	cmpq	$NR_SYSCALLS, %rax
	jae	1f
	cmpq	$NR_SYSCALLS, %rax	/* the mask of array_index_nospec() */
	sbbq	%rdx, %rdx
	andq	%rdx, %rax
	leaq	.Lslots(, %rax, SLOT_SIZE), %rax
	jmp	*%rax
1:	jmp	sys_ni_syscall

	.balign	64, 0xcc
.Lslots:
/* .org stops the assembler where a slot is longer than SLOT_SIZE. */
#define SLOT(nr, handler)			\
	jmp	handler;			\
	.org	.Lslots + (nr + 1) * SLOT_SIZE, 0xcc;
#include <gen/slots.h>
#undef SLOT
END(dispatch_branch)
