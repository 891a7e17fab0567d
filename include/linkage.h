/* How an assembly function begins and ends. SPDX-License-Identifier: MIT */
#ifndef LINKAGE_H
#define LINKAGE_H

#ifdef __ASSEMBLER__
/* CFI for debuggers alone: nothing unwinds at run time. */
	.cfi_sections .debug_frame

/* A label that is entered: global, typed, aligned to a fetch block; CFI is the caller's to start. */
#define ENTRY(name)                                                            \
	.globl name;                                                           \
	.type name, %function;                                                 \
	.balign 64;                                                            \
	name:

/* A function of the C ABI. END() closes both. */
#define FUNC(name)                                                             \
	ENTRY(name)                                                            \
	.cfi_startproc
#define END(name)                                                              \
	.cfi_endproc;                                                          \
	.size name, . - name
#endif

#endif
