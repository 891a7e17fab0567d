/*
 * The raw system-call stub as an assembler macro. It puts the number into eax,
 * and moves the fourth argument from rcx, which SYSCALL overwrites, to r10. The
 * other arguments are where C passes them. Next: entry/x86_64/entry.S.
 * SPDX-License-Identifier: MIT
 */
#ifndef USER_X86_64_STUB_H
#define USER_X86_64_STUB_H

#include "include/linkage.h"
#include "user/numbers.h"

/*
 * Defines a function that makes call \nr. It returns rax as the kernel left it.
 * rcx and r11 are lost: SYSCALL puts RIP and RFLAGS there (SDM vol. 2B,
 * SYSCALL). The mov to eax clears the upper half of rax.
 */
.macro stub name, nr, trap:vararg=syscall
FUNC(\name)
	movl $(\nr), %eax
	movq %rcx, %r10
	\trap
	ret
END(\name)
.endm

#endif
