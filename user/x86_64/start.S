/*
 * Where a program begins on x86_64. Next: user/start.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

/*
 * Ring 3, from the ELF loader: rsp holds argc, argv, envp and auxv as the
 * System V ABI (AMD64 supplement, 3.4.1) lays them out; all else is undefined,
 * rdx may hold a function to run at exit, which a static program has no use for.
 */
	.text
FUNC(_start)
	.cfi_undefined rip
	xorl %ebp, %ebp
	movq %rsp, %rdi
	andq $-16, %rsp
	call start_main
	ud2
END(_start)
