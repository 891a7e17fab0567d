/*
 * Lays out a program's first stack, as Linux 6.1 does. From the top down it has
 * its path, its environment and argument strings, random bytes. Below them,
 * read upwards from the stack pointer: argc, argv, envp, auxiliary vector.
 * Next: proc/<arch>/auxv.c. SPDX-License-Identifier: MIT
 */
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/elf.h"
#include "proc/random.h"

#include <arch/elf.h>

#include <linux/auxvec.h>
#include <linux/mman.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51 /* on every architecture since Linux 5.14; headers of some lack it */
#endif

#define CLOCK_TICKS_PER_S 100 /* the unit of times(): part of Linux's ABI */
#define ARGUMENTS_SIZE_MAX (STACK_SIZE_MAX / 4)

/* A stack while it is filled. */
struct stack {
	uintptr_t at;
	bool failed; /* there was no memory for a write: checked once, at the end */
};

static void write(struct stack *s, uintptr_t addr, const void *from, size_t n)
{
	if (n && mm_write(addr, from, n))
		s->failed = true;
}

/* Writes below what is there. Returns the address. */
static uintptr_t push(struct stack *s, const void *from, size_t n)
{
	s->at -= n;
	write(s, s->at, from, n);
	return s->at;
}

/* Adds 1 if the last string lacks its end: the zeros of a fresh page end it. */
static size_t strings_size(const struct strings *s)
{
	return s->size && s->text[s->size - 1] ? s->size + 1 : s->size;
}

static unsigned int strings_count(const struct strings *s)
{
	unsigned int n = 0;

	for (size_t at = 0; at < s->size; at += strnlen(s->text + at, s->size - at) + 1)
		n++;
	return n;
}

static uintptr_t push_strings(struct stack *s, const struct strings *strings)
{
	s->at -= strings_size(strings);
	write(s, s->at, strings->text, strings->size);
	return s->at;
}

/* Writes a word and goes up by one. */
static void put(struct stack *s, uint64_t word)
{
	write(s, s->at, &word, sizeof(word));
	s->at += sizeof(word);
}

/* Writes pointers to the strings that were pushed at addr, and a NULL after them. */
static void put_pointers(struct stack *s, const struct strings *strings, uintptr_t addr)
{
	size_t length;

	for (size_t at = 0; at < strings->size; at += length) {
		length = strnlen(strings->text + at, strings->size - at) + 1;
		put(s, addr + at);
	}
	put(s, 0);
}

static bool map_stack(bool exec)
{
	int prot = PROT_READ | PROT_WRITE | (exec ? PROT_EXEC : 0);

	return mm_map(STACK_TOP - STACK_SIZE_MAX, STACK_SIZE_MAX, prot,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED) >= 0;
}

/* Checks Linux's limit: strings and the pointers to them may fill a quarter of the stack. */
static bool is_too_long(const struct strings *argv, const struct strings *envp)
{
	size_t pointers = (size_t)strings_count(argv) + strings_count(envp);

	return argv->size > ARGUMENTS_SIZE_MAX || envp->size > ARGUMENTS_SIZE_MAX ||
	       argv->size + envp->size + pointers * sizeof(uintptr_t) > ARGUMENTS_SIZE_MAX;
}

/* Fills the stack. Returns the stack pointer. */
static uintptr_t lay_out(struct stack *s, const struct elf_image *image, const char *path,
			 const struct strings *argv, const struct strings *envp)
{
	uint64_t random[2];
	uintptr_t path_addr = push(s, path, strlen(path) + 1);
	uintptr_t envp_addr = push_strings(s, envp);
	uintptr_t argv_addr = push_strings(s, argv);
	uintptr_t platform_addr, random_addr, sp;

	random_bytes(random, sizeof(random));
	s->at = ALIGN_DOWN(s->at, 16);
	platform_addr = push(s, ELF_PLATFORM, sizeof(ELF_PLATFORM));
	random_addr = push(s, random, sizeof(random));

	/*
	 * Linux's entries in its order, without AT_SYSINFO_EHDR: with no vDSO
	 * every call is a real one.
	 */
	const uint64_t auxv[][2] = {
		{ AT_MINSIGSTKSZ, auxv_minsigstksz() },
		{ AT_HWCAP, auxv_hwcap() },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_CLKTCK, CLOCK_TICKS_PER_S },
		{ AT_PHDR, image->phdr },
		{ AT_PHENT, sizeof(Elf64_Phdr) },
		{ AT_PHNUM, image->phnum },
		{ AT_BASE, 0 },
		{ AT_FLAGS, 0 },
		{ AT_ENTRY, image->entry },
		{ AT_UID, 0 },
		{ AT_EUID, 0 },
		{ AT_GID, 0 },
		{ AT_EGID, 0 },
		{ AT_SECURE, 0 },
		{ AT_RANDOM, random_addr },
		{ AT_HWCAP2, auxv_hwcap2() },
		{ AT_EXECFN, path_addr },
		{ AT_PLATFORM, platform_addr },
		{ AT_NULL, 0 },
	};
	size_t words = 1 + strings_count(argv) + 1 + strings_count(envp) + 1 +
		       sizeof(auxv) / sizeof(uint64_t);

	/* Both ABIs want 16 bytes; the alignment goes above, so that argc is right at sp. */
	s->at = sp = ALIGN_DOWN(s->at - words * sizeof(uint64_t), 16);
	put(s, strings_count(argv));
	put_pointers(s, argv, argv_addr);
	put_pointers(s, envp, envp_addr);
	write(s, s->at, auxv, sizeof(auxv));
	return sp;
}

const char *stack_build(const struct elf_image *image, const char *path,
			const struct strings *argv, const struct strings *envp, uintptr_t *sp)
{
	struct stack stack = { .at = STACK_TOP - sizeof(uint64_t) }; /* the top word stays 0 */

	if (is_too_long(argv, envp))
		return "its arguments and environment are too long";
	if (!map_stack(image->exec_stack))
		return "no memory for its stack";
	*sp = lay_out(&stack, image, path, argv, envp);
	return stack.failed ? "no memory for its stack" : NULL;
}
