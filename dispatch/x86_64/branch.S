/*
 * Back end `branch`: an indexed branch into slots of equal size. The distance of a
 * slot is its number times that size, so nothing is loaded from a table.
 * Next: the handler. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "include/linkage.h"

/* A slot: one direct jump of five bytes, padded to a power of two that an address can scale by. */
#define SLOT_SIZE 8

/*
 * In: rdi: pt_regs, for the handler; esi: number; kernel mode and stack, interrupts
 * off. Jumps to the handler, which returns to the path.
 */
FUNC(dispatch_branch)
	movl	%esi, %eax		/* the upper half is the caller's garbage */
	cmpq	$NR_SYSCALLS, %rax
	jae	1f
	/* The mask of array_index_nospec(): the JAE above may be mispredicted (Spectre v1). */
	cmpq	$NR_SYSCALLS, %rax
	sbbq	%rdx, %rdx
	andq	%rdx, %rax
	leaq	.Lslots(, %rax, SLOT_SIZE), %rax
	jmp	*%rax
1:	jmp	sys_ni_syscall

	.balign	64, 0xcc
.Lslots:
/* .org stops the assembler if a slot is longer than SLOT_SIZE. */
#define SLOT(nr, handler)			\
	jmp	handler;			\
	.org	.Lslots + (nr + 1) * SLOT_SIZE, 0xcc;
#include <gen/slots.h>
#undef SLOT
END(dispatch_branch)
