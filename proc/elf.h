/* Loads a program file into memory, and builds its first stack. SPDX-License-Identifier: MIT */
#ifndef PROC_ELF_H
#define PROC_ELF_H

#include "include/compiler.h"

#include <stdbool.h>

/* A program in memory: what its first stack and brk() need to know of it. */
struct elf_image {
	uintptr_t entry;      /* the first instruction */
	uintptr_t phdr;	      /* the program headers in memory; 0: no segment holds them */
	unsigned int phnum;
	uintptr_t end;	      /* the first page after the highest segment */
	bool exec_stack;
};

/*
 * Maps the segments of a static ELF64 executable and copies them in. Returns
 * NULL, or the reason why it cannot, which completes "FILE: "; a part may be
 * mapped then.
 */
const char *elf_load(const void *file, size_t size, struct elf_image *image);

/* Strings one after another, each with its end; the last one may lack it. */
struct strings {
	const char *text;
	size_t size;
};

/*
 * Maps the stack and writes to it what a program finds there when it starts.
 * Sets *sp to the program's stack pointer. Returns NULL, or the reason why it
 * cannot.
 */
const char *stack_build(const struct elf_image *image, const char *path,
			const struct strings *argv, const struct strings *envp, uintptr_t *sp);

#endif
