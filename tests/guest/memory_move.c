/*
 * What mremap moves, and what it leaves behind: contents, protections, holes,
 * large pages. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"

#define MOVE MREMAP_MAYMOVE
#define TO (MREMAP_MAYMOVE | MREMAP_FIXED)

/* Page n holds n + 1. */
static void number(char *p, size_t pages)
{
	for (size_t n = 0; n < pages; n++)
		memset(p + n * PAGE, (int)(n + 1) & 0x7f, PAGE);
}

static bool is_numbered(const char *p, size_t pages, size_t first)
{
	for (size_t n = 0; n < pages; n++)
		if (!is_all(p + n * PAGE, PAGE, (int)(first + n + 1) & 0x7f))
			return false;
	return true;
}

/* Free room, with a page on each side that nothing joins. */
static char *room(size_t length)
{
	char *p = (char *)stub_mmap(NULL, length + 2 * PAGE, PROT_NONE, ANON, -1, 0);

	if (IS_ERROR(p))
		die("no room of %zu bytes", length);
	stub_munmap(p + PAGE, length);
	return p + PAGE;
}

static void test_moves(void)
{
	char *a = room(8 * PAGE), *b = room(8 * PAGE);

	map_at(a, 6 * PAGE, RW, ANON);
	number(a, 6);
	is(stub_mremap(a + PAGE, 3 * PAGE, 3 * PAGE, TO, b), (long)b, "pages from a middle move");
	ok(is_numbered(b, 3, 1), "with what they hold");
	ok(!readable(a + PAGE) && !readable(a + 3 * PAGE), "and are gone where they were");
	ok(is_numbered(a, 1, 0) && is_numbered(a + 4 * PAGE, 2, 4), "both ends stay");
	is(stub_mremap(b, 3 * PAGE, 3 * PAGE, TO, a + PAGE), (long)(a + PAGE), "they move back");
	ok(is_numbered(a, 6, 0), "all as it was");
	is(stub_mremap(a, 6 * PAGE, 8 * PAGE, 0, NULL), (long)a, "one mapping again: it grows whole");
	ok(is_numbered(a, 6, 0) && is_all(a + 6 * PAGE, 2 * PAGE, 0), "what was added is zero");
	is(stub_mremap(a, 8 * PAGE, 9 * PAGE, 0, NULL), -ENOMEM, "but not over another");
	b = (char *)stub_mremap(a, 8 * PAGE, 9 * PAGE, MOVE, NULL);
	ok(!IS_ERROR(b) && is_numbered(b, 6, 0) && is_all(b + 6 * PAGE, 3 * PAGE, 0),
	   "it moves then, and grows");
	ok(!readable(a), "and is gone where it was");
	is(stub_mremap(b, 9 * PAGE, 2 * PAGE, 0, NULL), (long)b, "it shrinks");
	ok(is_numbered(b, 2, 0) && !readable(b + 2 * PAGE), "to its first pages");
	stub_munmap(b, 2 * PAGE);
}

static void test_untouched(void)
{
	char *a = map(4 * PAGE, 0), *b = room(4 * PAGE);

	a[2 * PAGE] = 5;
	is(stub_mremap(a, 4 * PAGE, 4 * PAGE, TO, b), (long)b, "pages that are not there move, too");
	is(resident(b), 0, "they are not there");
	is(resident(b + 2 * PAGE), 1, "those that were are");
	ok(is_all(b, 2 * PAGE, 0) && b[2 * PAGE] == 5, "and hold what they held");
	stub_munmap(b, 4 * PAGE);
}

static void test_protection(void)
{
	char *a = room(3 * PAGE), *b = room(3 * PAGE);

	map_at(a, PAGE, RW, ANON);
	a[0] = 9;
	stub_mprotect(a, PAGE, PROT_NONE);
	is(stub_mremap(a, PAGE, PAGE, TO, b), (long)b, "a page under PROT_NONE moves");
	ok(!readable(b), "and stays so");
	stub_mprotect(b, PAGE, PROT_READ);
	ok(b[0] == 9 && !writable(b), "with what it held");
	stub_munmap(b, PAGE);
}

static void test_leave(void)
{
	char *a = map(2 * PAGE, 0), *b;

	number(a, 2);
	b = (char *)stub_mremap(a, 2 * PAGE, 2 * PAGE, MOVE | MREMAP_DONTUNMAP, NULL);
	ok(!IS_ERROR(b) && is_numbered(b, 2, 0), "DONTUNMAP: the pages move");
	ok(is_all(a, 2 * PAGE, 0) && writable(a), "the old mapping stays, empty");
	stub_munmap(a, 2 * PAGE);
	stub_munmap(b, 2 * PAGE);

	/* The new one is joined with both its neighbours, the one above being the old. */
	a = room(6 * PAGE);
	map_at(a, 2 * PAGE, RW, ANON);
	map_at(a + 4 * PAGE, 2 * PAGE, RW, ANON);
	number(a + 4 * PAGE, 2);
	b = (char *)stub_mremap(a + 4 * PAGE, 2 * PAGE, 2 * PAGE, TO | MREMAP_DONTUNMAP, a + 2 * PAGE);
	ok(b == a + 2 * PAGE && is_numbered(b, 2, 0), "DONTUNMAP: right below the old mapping, too");
	ok(is_all(a + 4 * PAGE, 2 * PAGE, 0), "which is empty");
	stub_munmap(a, 6 * PAGE);
}

static void test_shared(void)
{
	char *a = (char *)stub_mmap(NULL, 4 * PAGE, RW, SHARED, -1, 0), *b;

	a[0] = 1;
	b = (char *)stub_mremap(a, 0, 4 * PAGE, MOVE, NULL);
	ok(!IS_ERROR(b) && b != a, "shared memory is had twice");
	b[PAGE] = 2;
	a[2 * PAGE] = 3;
	ok(b[0] == 1 && a[PAGE] == 2 && b[2 * PAGE] == 3, "what is written in one place is in both");
	is(stub_munmap(a, 4 * PAGE), 0, "the first place is given back");
	ok(b[0] == 1 && b[PAGE] == 2 && b[2 * PAGE] == 3 && b[3 * PAGE] == 0, "the other has all of it");
	a = (char *)stub_mremap(b + PAGE, 0, PAGE, MOVE, NULL);
	ok(!IS_ERROR(a) && a[0] == 2, "a part is had twice");
	a = (char *)stub_mremap(a, PAGE, 2 * PAGE, MOVE, NULL);
	ok(!IS_ERROR(a) && a[0] == 2 && a[PAGE] == 3, "and grows into what follows");
	stub_munmap(a, 2 * PAGE);
	stub_munmap(b, 4 * PAGE);
}

/* Of 6 MiB one part is aligned at least: moved by as much as it is large, by less, and cut. */
static void test_large(void)
{
	size_t pages = 6 * MIB / PAGE;
	char *a, *b = room(16 * MIB), *c;

	b = (char *)ALIGN_UP((uintptr_t)b, 2 * MIB);
	a = map_at(b, 6 * MIB, RW, ANON | MAP_POPULATE);
	number(a, pages);
	c = b + 8 * MIB;
	is(stub_mremap(a, 6 * MIB, 6 * MIB, TO, c), (long)c, "6 MiB move by 8 MiB");
	ok(is_numbered(c, pages, 0), "whole");
	is(stub_mremap(c, 6 * MIB, 6 * MIB, TO, b + PAGE), (long)(b + PAGE), "by a page less");
	ok(is_numbered(b + PAGE, pages, 0), "whole");
	is(stub_mremap(b + PAGE, 6 * MIB, 6 * MIB, TO, c), (long)c, "and back");
	ok(is_numbered(c, pages, 0), "whole");
	is(stub_munmap(c + 3 * MIB, PAGE), 0, "a page in the middle goes");
	ok(!readable(c + 3 * MIB) && is_numbered(c, 3 * MIB / PAGE, 0) &&
	   is_numbered(c + 3 * MIB + PAGE, 3 * MIB / PAGE - 1, 3 * MIB / PAGE + 1), "it alone");
	is(stub_munmap(c, 6 * MIB), 0, "all of it goes");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_moves();
	test_untouched();
	test_protection();
	test_leave();
	test_shared();
	test_large();
	return done();
}
