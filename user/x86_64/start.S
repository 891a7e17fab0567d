/*
 * A program's first instructions on x86_64. Next: user/start.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

/*
 * In: ring 3, from the ELF loader. rsp points at argc, argv, envp and auxv, as
 * the System V ABI (AMD64 supplement, 3.4.1) lays them out. All else is
 * undefined. rdx may hold a function to run at exit; a static program has no
 * use for it.
 */
	.text
FUNC(_start)
	.cfi_undefined rip
	xorl %ebp, %ebp		/* ends the chain of frames */
	movq %rsp, %rdi
	andq $-16, %rsp		/* the ABI wants it so before a call */
	call start_main
	ud2
END(_start)
