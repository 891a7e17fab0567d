/*
 * Sets a page to zero. STOSQ is fast on every CPU of this architecture. If the
 * CPU has CPUID.(7,0):EBX.ERMS, STOSB is at least as fast (Intel optimization
 * manual, 3.7.6) and is patched in. Called from C in mm/.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"
#include "mm/x86_64/patch.h"

#include <arch/layout.h>

	.text
/* void page_clear(void *page). DF is clear. Clobbers rax, rcx, rdi. */
FUNC(page_clear)
	xorl	%eax, %eax
.Lcount:
	movl	$(PAGE_SIZE / 8), %ecx
.Lstore:
	rep stosq
	ret
END(page_clear)

/*
 * The patches. The count is the last four bytes of its instruction, hence the +
 * 1. F3 AA is REP STOSB; a NOP after it makes it as long as REP STOSQ.
 */
	.section .rodata.patches_erms, "a"
	.balign	8
	.globl	patches_erms, patches_erms_end
patches_erms:
	PATCH(.Lcount + 1, PAGE_SIZE & 0xff, PAGE_SIZE >> 8 & 0xff, 0, 0)
	PATCH(.Lstore, 0xf3, 0xaa, 0x90)
patches_erms_end:
