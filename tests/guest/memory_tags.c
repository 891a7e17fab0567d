/*
 * Addresses with a tag in their top byte: which calls look past it, on an
 * architecture that knows tags. Next: <arch>/memory_tags.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"

#define TAGGED(p) ((char *)((uintptr_t)(p) | 0xa5ul << 56))

extern const bool tags_are_known;

/* What a call about memory that there is answers. */
static void test_old(void)
{
	static unsigned char vector[1];
	char *a = map(4 * PAGE, 0);

	is(stub_mprotect(TAGGED(a), PAGE, PROT_READ), tags_are_known ? 0 : -ENOMEM, "mprotect");
	is(writable(a), !tags_are_known, "has changed what is without tag");
	is(stub_madvise(TAGGED(a), PAGE, MADV_DONTNEED), tags_are_known ? 0 : -ENOMEM, "madvise");
	is(stub_mincore(TAGGED(a), PAGE, vector), tags_are_known ? 0 : -ENOMEM, "mincore");
	is(stub_msync(TAGGED(a), PAGE, MS_SYNC), tags_are_known ? 0 : -ENOMEM, "msync");
	is(stub_mremap(TAGGED(a + 2 * PAGE), 2 * PAGE, PAGE, 0, NULL),
	   tags_are_known ? (long)a + 2 * (long)PAGE : -EFAULT, "mremap's old address");
	is(stub_munmap(TAGGED(a), PAGE), tags_are_known ? 0 : -EINVAL, "munmap");
	is(readable(a), !tags_are_known, "has taken it away");
	stub_munmap(a, 4 * PAGE);
}

/* A place that is to be, and memory that is read or written, have no tag anywhere. */
static void test_new(void)
{
	static uint32_t word;
	char *a = map(2 * PAGE, 0);

	is(stub_mmap(TAGGED(a), PAGE, RW, ANON | MAP_FIXED, -1, 0), -ENOMEM, "mmap: no such place");
	is(stub_mremap(a, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, TAGGED(a + PAGE)), -EINVAL,
	   "mremap: nor for the new address");
	ok(stub_brk(TAGGED(stub_brk(NULL))) == stub_brk(NULL), "brk: nor for the heap's end");
	is(stub_write(1, TAGGED(a), 1), -EFAULT, "write");
	is(stub_clock_gettime(1, (void *)TAGGED(a)), -EFAULT, "clock_gettime");
	is(stub_futex((void *)TAGGED(&word), 0, 1, NULL, NULL, 0), -EFAULT, "futex");
	is(stub_mincore(a, PAGE, (unsigned char *)TAGGED(a)), -EFAULT, "mincore's answer");
	stub_munmap(a, 2 * PAGE);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_old();
	test_new();
	return done();
}
