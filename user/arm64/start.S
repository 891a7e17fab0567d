/*
 * A program's first instructions on arm64. Next: user/start.c.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

/*
 * In: EL0, from the ELF loader. sp, aligned to 16 bytes, points at argc, argv,
 * envp and auxv. x0 may hold a function to run at exit; a static program has no
 * use for it. x29 and x30 become 0, which ends the chain of frames.
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
