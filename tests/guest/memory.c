/*
 * mmap, munmap, mprotect, brk: values and errors of their man pages.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <arch/layout.h>

#include <asm/errno.h>
#include <linux/mman.h>
#include <linux/time_types.h>

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define MIB (1UL << 20)
#define GIB (1UL << 30)

static char *map(size_t length)
{
	return (char *)stub_mmap(NULL, length, RW, ANON, -1, 0);
}

/* The kernel tells what an access would do without making it: p is aligned to 16, its bytes are 0. */
static bool readable(void *p)
{
	return stub_nanosleep(p, NULL) != -EFAULT;
}

static bool writable(void *p)
{
	bool good = stub_clock_gettime(1, p) != -EFAULT;

	if (good)
		memset(p, 0, 16);
	return good;
}

static bool is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void test_mmap(void)
{
	char *a = map(3 * PAGE), *b = map(1);

	ok(!IS_ERROR(a) && !IS_ERROR(b), "mmap gives memory");
	ok(!((uintptr_t)a & (PAGE - 1)) && !((uintptr_t)b & (PAGE - 1)), "whole pages");
	ok(is_zero(a, 3 * PAGE) && is_zero(b, PAGE), "all of it zero");
	memset(a, 0x55, 3 * PAGE);
	memset(b, 0xaa, PAGE);
	ok(a[0] == 0x55 && a[3 * PAGE - 1] == 0x55, "it keeps what is written");
	is(stub_munmap(a, 3 * PAGE), 0, "munmap takes it back");
	ok(!readable(a) && !readable(a + 2 * PAGE), "it is gone");
	is(stub_munmap(b, 1), 0, "munmap of one byte takes the page");
	ok(!readable(b), "it is gone, too");
}

static void test_mmap_errors(void)
{
	is(stub_mmap(NULL, 0, RW, ANON, -1, 0), -EINVAL, "length 0");
	is(stub_mmap(NULL, PAGE, RW, ANON, -1, 1), -EINVAL, "an offset within a page");
	is(stub_mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), -EINVAL, "neither private nor shared");
	is(stub_mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), -EBADF, "a file without descriptor");
	is(stub_mmap(NULL, PAGE, RW, MAP_PRIVATE, 77, 0), -EBADF, "a file that is not open");
	is(stub_mmap(NULL, 1UL << 60, RW, ANON, -1, 0), -ENOMEM, "longer than the address space");
	is(stub_mmap(NULL, -1UL, RW, ANON, -1, 0), -ENOMEM, "a length that wraps around");
	is(stub_mmap((void *)0x10001, PAGE, RW, ANON | MAP_FIXED, -1, 0), -EINVAL,
	   "MAP_FIXED within a page");
	is(stub_mmap((void *)DIRECT_MAP_BASE, PAGE, RW, ANON | MAP_FIXED, -1, 0), -ENOMEM,
	   "MAP_FIXED in the kernel's half");
	is(stub_mmap((void *)TASK_SIZE, PAGE, RW, ANON | MAP_FIXED, -1, 0), -ENOMEM,
	   "MAP_FIXED past the last page");
	is(stub_mmap((void *)(TASK_SIZE - PAGE), 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0), -ENOMEM,
	   "MAP_FIXED across the end");
}

static void test_fixed(void)
{
	char *a = map(4 * PAGE);

	memset(a, 0x77, 4 * PAGE);
	is(stub_mmap(a + PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0), (long)(a + PAGE),
	   "MAP_FIXED replaces a page");
	ok(is_zero(a + PAGE, PAGE), "the new one is zero");
	ok(a[PAGE - 1] == 0x77 && a[2 * PAGE] == 0x77, "its neighbours are untouched");
	is(stub_mmap(a, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0), -EEXIST,
	   "MAP_FIXED_NOREPLACE replaces nothing");
	is(stub_munmap(a + 2 * PAGE, PAGE), 0, "a hole in the middle");
	ok(!readable(a + 2 * PAGE) && readable(a + PAGE) && a[3 * PAGE] == 0x77,
	   "is in the middle alone");
	is(stub_mmap(a + 2 * PAGE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0),
	   (long)(a + 2 * PAGE), "MAP_FIXED_NOREPLACE fills it");
	is(stub_munmap(a, 4 * PAGE), 0, "all of it unmapped at once");
	is(stub_mmap(a, PAGE, RW, ANON, -1, 0), (long)a, "a hint is taken where it is free");
	ok(stub_mmap(a, PAGE, RW, ANON, -1, 0) != (long)a, "and not where it is not");
	stub_munmap(a, PAGE);
}

static void test_munmap_errors(void)
{
	char *a = map(3 * PAGE);

	is(stub_munmap(a + 1, PAGE), -EINVAL, "munmap within a page");
	is(stub_munmap(a, 0), -EINVAL, "munmap of length 0");
	is(stub_munmap(a, -1UL), -EINVAL, "munmap of a length that wraps around");
	is(stub_munmap((void *)TASK_SIZE, PAGE), -EINVAL, "munmap past the last page");
	stub_munmap(a + PAGE, PAGE);
	is(stub_munmap(a, 3 * PAGE), 0, "munmap across a hole");
	is(stub_munmap(a, 3 * PAGE), 0, "munmap of nothing");
}

static void test_mprotect(void)
{
	char *a = map(4 * PAGE);

	is(stub_mprotect(a + PAGE, PAGE, PROT_READ), 0, "mprotect to read-only");
	ok(readable(a + PAGE) && !writable(a + PAGE), "may be read, not written");
	ok(writable(a) && writable(a + 2 * PAGE), "its neighbours may");
	is(stub_mprotect(a + PAGE, PAGE, PROT_NONE), 0, "mprotect to nothing");
	ok(!readable(a + PAGE), "may not be read");
	is(stub_mprotect(a, 4 * PAGE, RW), 0, "mprotect of all back");
	ok(writable(a + PAGE), "may be written again");
	is(stub_mprotect(a + 1, PAGE, RW), -EINVAL, "mprotect within a page");
	is(stub_mprotect(a, 0, RW), 0, "mprotect of length 0");
	is(stub_mprotect(a, PAGE, 0x100), -EINVAL, "mprotect to what there is not");
	stub_munmap(a + 2 * PAGE, PAGE);
	is(stub_mprotect(a, 4 * PAGE, PROT_READ), -ENOMEM, "mprotect across a hole");
	ok(!writable(a) && !writable(a + PAGE), "protects what lies before it");
	is(stub_mprotect(a + 2 * PAGE, PAGE, PROT_READ), -ENOMEM, "mprotect of a hole");
	stub_munmap(a, 4 * PAGE);
}

/* What a page held comes back when it may be read again. */
static void test_protection_keeps(void)
{
	char *a = map(2 * PAGE);

	a[0] = 1;
	a[PAGE] = 2;
	stub_mprotect(a, 2 * PAGE, PROT_NONE);
	stub_mprotect(a, 2 * PAGE, RW);
	ok(a[0] == 1 && a[PAGE] == 2, "mprotect keeps what pages hold");
	stub_munmap(a, 2 * PAGE);
}

/* Pages come when they are touched: a mapping may be longer than memory. */
static void test_lazy(void)
{
	char *a = (char *)stub_mmap(NULL, 64 * GIB, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);

	ok(!IS_ERROR(a), "64 GiB reserved with PROT_NONE");
	ok(!readable(a) && !readable(a + 63 * GIB), "none of it may be read");
	is(stub_mprotect(a + 7 * GIB, PAGE, RW), 0, "one page of it made usable");
	a[7 * GIB] = 1;
	is(stub_munmap(a, 64 * GIB), 0, "given back");
	a = (char *)stub_mmap(NULL, 2 * GIB, RW, ANON | MAP_NORESERVE, -1, 0);
	ok(!IS_ERROR(a), "2 GiB mapped");
	for (size_t i = 0; i < 2 * GIB; i += 16 * MIB)
		a[i] = (char)(i >> 24);
	ok(a[0] == 0 && a[16 * MIB] == 1 && a[2 * GIB - 16 * MIB] == 127, "touched here and there");
	ok(is_zero(a + PAGE, PAGE), "what was not touched is zero");
	stub_munmap(a, 2 * GIB);
	a = (char *)stub_mmap(NULL, 16 * PAGE, RW, ANON | MAP_POPULATE, -1, 0);
	ok(!IS_ERROR(a) && is_zero(a, 16 * PAGE), "MAP_POPULATE");
	stub_munmap(a, 16 * PAGE);
	a = (char *)stub_mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ok(!IS_ERROR(a) && writable(a), "MAP_SHARED and anonymous");
	stub_munmap(a, PAGE);
}

static void test_brk(void)
{
	char *start = (char *)stub_brk(NULL);

	is(stub_brk(start + 1), (long)(start + 1), "brk takes odd addresses exactly");
	is(stub_brk(start + 3 * PAGE + 5), (long)(start + 3 * PAGE + 5), "brk grows");
	ok(is_zero(start, 3 * PAGE + 5), "its memory is zero");
	memset(start, 0x33, 3 * PAGE + 5);
	is(stub_brk(start + PAGE), (long)(start + PAGE), "brk shrinks");
	ok(start[0] == 0x33, "what stays is kept");
	is(stub_brk(start + 2 * PAGE), (long)(start + 2 * PAGE), "brk grows again");
	ok(is_zero((char *)ALIGN_UP((uintptr_t)start + PAGE, PAGE), PAGE / 2), "new pages are zero");
	is(stub_brk((void *)1), (long)(start + 2 * PAGE), "brk below its start changes nothing");
	is(stub_brk((void *)-1), (long)(start + 2 * PAGE), "nor past the address space");
	is(stub_brk(start), (long)start, "brk back to the start");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_mmap();
	test_mmap_errors();
	test_fixed();
	test_munmap_errors();
	test_mprotect();
	test_protection_keeps();
	test_lazy();
	test_brk();
	return done();
}
