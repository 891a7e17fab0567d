/*
 * A table of instructions that may fault, and where to go on after the fault. Assembly
 * adds a row by EXTABLE(instruction, fix-up), after both labels. mm/extable.c looks rows
 * up. SPDX-License-Identifier: MIT
 */
#ifndef EXTABLE_H
#define EXTABLE_H

#ifdef __ASSEMBLER__
#define EXTABLE(instruction, fixup)                                            \
	.pushsection __ex_table, "a";                                          \
	.balign 4;                                                             \
	.long (instruction) - ., (fixup) - .;                                  \
	.popsection
#else
#include <stdint.h>

/* EXTABLE as text, for the few instructions that are written within C. */
#define EXTABLE_TEXT(instruction, fixup)                                                           \
	"\n.pushsection __ex_table, \"a\"\n.balign 4\n.long (" instruction ") - ., (" fixup ") - .\n"   \
	".popsection\n"

/* A row. Each field holds the distance from itself, which takes half the size and no relocation. */
struct extable_entry {
	int32_t instruction, fixup;
};
#endif

#endif
