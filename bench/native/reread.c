/*
 * The variant `cold_btb_reread`. The train of branches is half a mebibyte of
 * code: behind it the program's own, and the back ends' tables, come from the
 * last-level cache or from memory, which costs a multiple of a mispredicted
 * branch. Read as data, they are back in a cache that holds both, while the
 * predictor still knows nothing of them.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/reread.h"

#include <elf.h>
#include <linux/auxvec.h>

#define LINE_BYTES 64

static void read_lines(const volatile char *at, size_t size)
{
	for (size_t i = 0; i < size; i += LINE_BYTES)
		at[i];
}

/* Code and constants, the back ends' tables among them; the program lies where it was linked for.
 */
static void program_reread(void)
{
	const Elf64_Phdr *header = (const Elf64_Phdr *)auxv_value(AT_PHDR);
	unsigned long count = auxv_value(AT_PHNUM);

	for (; count > 0; count--, header++)
		if (header->p_type == PT_LOAD && !(header->p_flags & PF_W))
			read_lines((const volatile char *)header->p_vaddr, header->p_memsz);
}

void timed_reread_empty(struct timed *t)
{
	program_reread();
	timed_empty(t);
}

void timed_reread(struct timed *t)
{
	program_reread();
	timed_active(t);
}
