/* How an assembly function begins and ends. SPDX-License-Identifier: MIT */
#ifndef LINKAGE_H
#define LINKAGE_H

#ifdef __ASSEMBLER__
/* Only debuggers read the CFI: nothing unwinds at run time. */
	.cfi_sections .debug_frame

/*
 * Begins code that is entered from outside: global, typed, aligned to a fetch block,
 * CFI not started.
 */
#define ENTRY(name)                                                            \
	.globl name;                                                           \
	.type name, %function;                                                 \
	.balign 64;                                                            \
	name:

/* Begins a function of the C ABI. END() closes what either of the two began. */
#define FUNC(name)                                                             \
	ENTRY(name)                                                            \
	.cfi_startproc
#define END(name)                                                              \
	.cfi_endproc;                                                          \
	.size name, . - name
#endif

#endif
