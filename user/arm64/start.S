/*
 * Where a program begins on arm64. Next: user/start.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

/*
 * EL0, from the ELF loader: sp, 16-byte aligned, holds argc, argv, envp and
 * auxv; x0 may hold a function to run at exit, which a static program has no use
 * for. Frame and link register end the chain of frames.
 */
	.text
FUNC(_start)
	.cfi_undefined x30
	mov x29, 0
	mov x30, 0
	mov x0, sp
	bl start_main
	brk 0
END(_start)
