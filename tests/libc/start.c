/*
 * What a program is given at its start: argv, envp, auxiliary vector, standard
 * input; and what its C library does with it. Arguments: the platform's name,
 * then those that are checked here. SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE /* environ, syscall */
#include "tests/libc/tap.h"

#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

extern const char _start[];

static _Thread_local int initialised = 7, zero;
static int constructed;

static __attribute__((constructor)) void construct(void)
{
	constructed = 1;
}

static void test_arguments(int argc, char **argv)
{
	ok(argc == 5);
	ok(!argv[argc]);
	ok(!strcmp(argv[2], "two words"));
	ok(!strcmp(argv[3], ""));
	ok(!strcmp(argv[4], "\xc3\xbc=--"));
}

static void test_environment(char **envp)
{
	ok(envp == environ);
	ok(!strcmp(getenv("HOME"), "/"));
	ok(!strcmp(getenv("TERM"), "linux"));
	ok(!getenv("PATH"));
}

/* Linux alone does; it answers call 511 with ENOSYS. */
static int has_vdso(void)
{
	return syscall(511, 0, 0, 0) == -1 && errno == ENOSYS;
}

/* Behind envp's NULL; Linux 6.1's entries, but for the vDSO's. */
static void test_auxv(char **envp, const char *platform)
{
	const Elf64_auxv_t *auxv;
	uint64_t seen = 0;

	while (*envp)
		envp++;
	for (auxv = (void *)(envp + 1); auxv->a_type != AT_NULL; auxv++)
		if (auxv->a_type < 64)
			seen |= 1ull << auxv->a_type;
	ok(!(seen & 1ull << AT_SYSINFO_EHDR) || has_vdso());
	ok(seen & 1ull << AT_BASE);
	ok(seen & 1ull << AT_FLAGS);
	ok(seen & 1ull << AT_SECURE);
	ok(seen & 1ull << AT_HWCAP2);
	ok(getauxval(AT_PAGESZ) == 4096);
	ok(getauxval(AT_CLKTCK) == 100);
	ok(getauxval(AT_ENTRY) == (uintptr_t)_start);
	ok(getauxval(AT_BASE) == 0);
	ok(getauxval(AT_SECURE) == 0);
	ok(getauxval(AT_UID) == getuid());
	ok(seen & 1ull << AT_EUID && getauxval(AT_EUID) == getauxval(AT_UID));
	ok(seen & 1ull << AT_GID && getauxval(AT_EGID) == getauxval(AT_GID));
	ok(getauxval(AT_HWCAP) != 0);
	ok(getauxval(AT_MINSIGSTKSZ) >= 1024);
	ok(!strcmp((const char *)getauxval(AT_EXECFN), "/init"));
	ok(!strcmp((const char *)getauxval(AT_PLATFORM), platform));
}

/* The program headers are in memory, and one of their segments holds main(). */
static void test_program_headers(uintptr_t main_address)
{
	const Elf64_Phdr *p = (const Elf64_Phdr *)getauxval(AT_PHDR);
	unsigned long n = getauxval(AT_PHNUM);
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)((uintptr_t)p & ~4095ul);
	uintptr_t bias = header->e_type == ET_DYN ? (uintptr_t)header : 0;
	int found = 0;

	ok(getauxval(AT_PHENT) == sizeof(*p));
	ok(!memcmp(header->e_ident, ELFMAG, SELFMAG) && n == header->e_phnum);
	for (; n--; p++)
		found |= p->p_type == PT_LOAD && p->p_flags & PF_X &&
			 main_address - bias - p->p_vaddr < p->p_memsz;
	ok(found);
}

static void test_random(void)
{
	const uint64_t *bytes = (const uint64_t *)getauxval(AT_RANDOM);

	ok(bytes[0] && bytes[1] && bytes[0] != bytes[1]);
}

static void test_library(void)
{
	char *small = malloc(10), *large = malloc(1 << 20), line[64];

	ok(constructed);
	ok(initialised == 7 && zero == 0);
	ok(small && large);
	memset(large, 1, 1 << 20);
	ok(large[(1 << 20) - 1] == 1);
	free(large);
	free(small);
	ok(write(99, "", 1) == -1 && errno == EBADF);
	ok(fgets(line, sizeof(line), stdin) && !strcmp(line, "a line of input\n"));
	ok(!fgets(line, sizeof(line), stdin) && feof(stdin));
}

int main(int argc, char **argv, char **envp)
{
	test_arguments(argc, argv);
	test_environment(envp);
	test_auxv(envp, argc > 1 ? argv[1] : "");
	test_program_headers((uintptr_t)main);
	test_random();
	test_library();
	return done();
}
