/*
 * Copies between kernel and user memory. With SMAP (Intel SDM Vol. 3, 4.6.1)
 * the kernel may touch user pages only while RFLAGS.AC is set. STAC and CLAC
 * are patched in over NOPs if the CPU has them, around nothing but the access:
 * all other code is guarded. Called from mm/uaccess.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/extable.h"
#include "include/linkage.h"
#include "mm/x86_64/patch.h"

#include <linux/errno.h>

/* NOPs of three bytes, as long as STAC and CLAC; each adds a row to the table of patches. */
.macro user_open label
\label:	nopl	(%rax)
	.pushsection .rodata.patches_smap, "a"
	PATCH(\label, 0x0f, 0x01, 0xcb)
	.popsection
.endm

.macro user_close label
\label:	nopl	(%rax)
	.pushsection .rodata.patches_smap, "a"
	PATCH(\label, 0x0f, 0x01, 0xca)
	.popsection
.endm

	.section .rodata.patches_smap, "a"
	.balign	8
	.globl	patches_smap
patches_smap:

	.text
/*
 * size_t user_copy(void *to, const void *from, size_t n)
 * REP MOVSB leaves in rcx, at a fault too, how many bytes are still to be
 * copied (SDM Vol. 2, REP). So the fix-up is the next instruction, and rcx is
 * the result. DF is clear.
 */
FUNC(user_copy)
	movq	%rdx, %rcx
	user_open .Lcopy_open
1:	rep movsb
2:	user_close .Lcopy_close
	movq	%rcx, %rax
	ret
END(user_copy)
	EXTABLE(1b, 2b)

/* int user_load_u32(uint32_t *to, const void *user_from) */
FUNC(user_load_u32)
	user_open .Lload_open
1:	movl	(%rsi), %edx
	user_close .Lload_close
	movl	%edx, (%rdi)
	xorl	%eax, %eax
	ret
END(user_load_u32)
	EXTABLE(1b, user_u32_fault)

/* int user_store_u32(void *user_to, uint32_t value) */
FUNC(user_store_u32)
	user_open .Lstore_open
1:	movl	%esi, (%rdi)
	user_close .Lstore_close
	xorl	%eax, %eax
	ret
END(user_store_u32)
	EXTABLE(1b, user_u32_fault)

/* Ends a load or store that has faulted. In: user memory is still open. Returns -EFAULT. */
FUNC(user_u32_fault)
	user_close .Lfault_close
	movl	$-EFAULT, %eax
	ret
END(user_u32_fault)

	.section .rodata.patches_smap, "a"
	.globl	patches_smap_end
patches_smap_end:
