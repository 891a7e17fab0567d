/*
 * Memory used up by every call that takes some: it says -ENOMEM, and all of it
 * can be had again afterwards. For Trapgate alone, with little memory: Linux
 * would end the program instead. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"

#define BLOCK (64 * PAGE)
#define CUTS 200000UL

/* Populated mappings until there are no more pages: how many; what the next one got, in *error. */
static unsigned long fill(char *at, long flags, long *error)
{
	unsigned long n = 0;
	long got;

	do {
		got = stub_mmap(at + n * BLOCK, BLOCK, n % 2 ? RW : PROT_READ, flags | MAP_FIXED,
				-1, 0);
		if (!IS_ERROR(got))
			got = stub_madvise(at + n * BLOCK, BLOCK, MADV_POPULATE_READ);
	} while (!got && ++n);
	*error = got;
	return n;
}

/* The same twice gives as many blocks: nothing was lost. */
static void test_populate(const char *what, long flags)
{
	char *at = (char *)0x300000000000;
	unsigned long first, second;
	long error;

	first = fill(at, flags, &error);
	is(error, -ENOMEM, "%s: madvise ends with", what);
	is(stub_mmap(at + first * BLOCK, BLOCK, RW, flags | MAP_POPULATE | MAP_FIXED, -1, 0),
	   (long)(at + first * BLOCK), "%s: a mapping stands without all of its pages", what);
	is(resident(at + (first + 1) * BLOCK - PAGE), 0, "%s: its last page is not there", what);
	is(stub_munmap(at, (first + 1) * BLOCK), 0, "%s: all of it is given back", what);
	second = fill(at, flags, &error);
	is((long)second, (long)first, "%s: as many can be had again", what);
	stub_munmap(at, (second + 1) * BLOCK);
}

/* Mappings cut into ever more until there is no memory for one. */
static void test_cuts(void)
{
	char *at = (char *)stub_mmap(NULL, 2 * GIB, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	char *hog = (char *)0x300000000000;
	unsigned long blocks, n = 0;
	long error;

	blocks = fill(hog, ANON, &error);
	do
		error = stub_mprotect(at + 2 * n * PAGE, PAGE, PROT_READ);
	while (!error && ++n < CUTS);
	is(error, -ENOMEM, "mprotect ends with");
	/* mprotect takes two for a cut, munmap one: that may be left. */
	do
		error = stub_munmap(at + (2 * ++n + 2) * PAGE, PAGE);
	while (!error && n < CUTS);
	is(error, -ENOMEM, "so does a munmap that cuts");
	is(stub_madvise(at + (2 * n + 2) * PAGE, PAGE, MADV_RANDOM), -EAGAIN,
	   "a madvise says to try again");
	is(stub_mmap(NULL, PAGE, PROT_EXEC, ANON, -1, 0), -ENOMEM, "and a mmap");
	is(stub_munmap(at, 2 * GIB), 0, "a munmap that cuts nothing takes all");
	is(stub_munmap(hog, (blocks + 1) * BLOCK), 0, "and so the rest");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_populate("private", ANON);
	test_populate("shared", SHARED);
	test_cuts();
	test_populate("private again", ANON);
	return done();
}
