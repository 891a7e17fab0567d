/* From a program file to memory that can be run. SPDX-License-Identifier: MIT */
#ifndef PROC_ELF_H
#define PROC_ELF_H

#include "include/compiler.h"

#include <stdbool.h>

struct elf_image {
	uintptr_t entry;      /* the first instruction */
	uintptr_t phdr;	      /* the program headers in memory; 0: no segment holds them */
	unsigned int phnum;
	uintptr_t end;	      /* page-aligned, behind the highest segment */
	bool exec_stack;
};

/*
 * Maps the segments of a static ELF64 executable and copies them in. Returns NULL,
 * or why not, as what completes "FILE: "; then some of it may be mapped.
 */
const char *elf_load(const void *file, size_t size, struct elf_image *image);

/* Strings behind one another, each terminated, the last one perhaps not. */
struct strings {
	const char *text;
	size_t size;
};

/*
 * Maps the stack and lays out what a program finds there when it starts; *sp is
 * its stack pointer. Returns NULL, or why not.
 */
const char *stack_build(const struct elf_image *image, const char *path,
			const struct strings *argv, const struct strings *envp, uintptr_t *sp);

#endif
