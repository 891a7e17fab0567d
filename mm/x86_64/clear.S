/*
 * A page set to zero. STOSQ is fast on every CPU of this architecture; where
 * CPUID.(7,0):EBX.ERMS is set, STOSB is at least as fast (Intel optimization
 * manual, 3.7.6) and is patched in. Called from mm/pagetable.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"
#include "mm/x86_64/patch.h"

#include <arch/layout.h>

	.text
/* void page_clear(void *page) */
FUNC(page_clear)
	xorl	%eax, %eax
.Lcount:
	movl	$(PAGE_SIZE / 8), %ecx
.Lstore:
	rep stosq
	ret
END(page_clear)

/* The count is the instruction's last four bytes; F3 AA is REP STOSB, behind it a NOP. */
	.section .rodata.patches_erms, "a"
	.balign	8
	.globl	patches_erms, patches_erms_end
patches_erms:
	PATCH(.Lcount + 1, PAGE_SIZE & 0xff, PAGE_SIZE >> 8 & 0xff, 0, 0)
	PATCH(.Lstore, 0xf3, 0xaa, 0x90)
patches_erms_end:
