/*
 * Instructions that may fault on a user address, and where to go on then:
 * EXTABLE(instruction, fix-up) in assembly, after both labels. Looked up by
 * mm/extable.c. SPDX-License-Identifier: MIT
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

/* The same as text, for the rare instruction that must be written within C. */
#define EXTABLE_TEXT(instruction, fixup)                                                           \
	"\n.pushsection __ex_table, \"a\"\n.balign 4\n.long (" instruction ") - ., (" fixup ") - .\n"   \
	".popsection\n"

/* Each is a distance from the field itself: half the size, and no relocation. */
struct extable_entry {
	int32_t instruction, fixup;
};
#endif

#endif
