/*
 * Each allocation of each call fails in turn, alone and with all behind it: the
 * call says what Linux would, leaves what it worked on as it was, and loses no
 * page. For Trapgate alone. Arguments: none, or `touch`, which dies by that.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"
#include "tests/guest/common/paths.h"

#include <linux/futex.h>

#define AT  ((char *)0x300000000000)
#define FAR ((char *)0x310000000000)

#define ALL		(~0ul)
#define ALLOCATIONS_MAX 40
/* What is lost a bit each time shows as a page by then: more objects of a mapping than one holds.
 */
#define REPEATS 40
/* More pages than all that else may take a page, and the tables and slabs that a new mapping needs. */
#define PAGES_TAKEN 200
#define TABLES_MOST 5

/* One kind of call, on three pages at AT that may be read and written and are full of ones. */
struct kind {
	const char *name;
	long (*call)(void);
	long error;	       /* what a failing allocation makes of it */
	unsigned int at_least; /* so many make it fail */
	long flags;	       /* of the pages: ANON if 0 */
	bool stands;	       /* may also succeed without what it got no memory for */
};

static struct user_thread thread;
static char stack[4096] __attribute__((aligned(16)));
static char *heap;
static long file;

static void thread_main(void *arg)
{
	(void)arg;
}

static long try_mmap(void)
{
	return stub_mmap(NULL, PAGE, PROT_READ | PROT_EXEC, ANON, -1, 0);
}

static long try_mmap_fixed(void)
{
	return stub_mmap(AT + PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0);
}

static long try_mmap_shared(void)
{
	return stub_mmap(FAR, PAGE, RW, SHARED | MAP_FIXED, -1, 0);
}

static long try_mmap_file(void)
{
	return stub_mmap(FAR, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0);
}

static long try_mmap_populate(void)
{
	return stub_mmap(FAR, 3 * PAGE, RW, ANON | MAP_FIXED | MAP_POPULATE, -1, 0);
}

static long try_mmap_locked(void)
{
	return stub_mmap(FAR, 3 * PAGE, RW, SHARED | MAP_FIXED | MAP_LOCKED, -1, 0);
}

static long try_mmap_huge(void)
{
	return stub_mmap(FAR, 2 * MIB, RW, ANON | MAP_FIXED | MAP_POPULATE, -1, 0);
}

static long try_munmap(void)
{
	return stub_munmap(AT + PAGE, PAGE);
}

static long try_mprotect(void)
{
	return stub_mprotect(AT + PAGE, PAGE, PROT_READ);
}

static long try_madvise(void)
{
	return stub_madvise(AT + PAGE, PAGE, MADV_RANDOM);
}

static long try_populate(void)
{
	stub_mmap(FAR, 3 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	return stub_madvise(FAR, 3 * PAGE, MADV_POPULATE_WRITE);
}

static long try_mremap(void)
{
	return stub_mremap(AT + PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, FAR);
}

static long try_mremap_anywhere(void)
{
	return stub_mremap(AT, 2 * PAGE, 8 * PAGE, MREMAP_MAYMOVE, NULL);
}

static long try_brk(void)
{
	/* It answers where the end is, and no error. */
	return stub_brk(heap + 2 * PAGE) == (long)(heap + 2 * PAGE) ? 0 : -ENOMEM;
}

static long try_clone(void)
{
	return thread_start(&thread, stack + sizeof(stack), thread_main, NULL);
}

static long try_read(void)
{
	return stub_pread64(file, FAR, 1, 0);
}

static long try_nothing(void)
{
	static const struct __kernel_timespec moment = { .tv_nsec = 1000 };
	static uint32_t word;
	unsigned char vec[3];
	long result = stub_nanosleep(&moment, NULL);

	result |= stub_futex(&word, FUTEX_WAIT_PRIVATE, 0, &moment, NULL, 0) != -ETIMEDOUT;
	result |= stub_futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0);
	result |= stub_mprotect(AT, 3 * PAGE, PROT_READ);
	result |= stub_mprotect(AT, PAGE, PROT_READ);
	result |= stub_madvise(AT, 3 * PAGE, MADV_DONTNEED);
	result |= stub_mincore(AT, 3 * PAGE, vec);
	result |= stub_msync(AT, 3 * PAGE, 0);
	result |= stub_munmap(AT, PAGE);
	return result;
}

#define KIND(name_, call_, error_, at_least_, ...)                                                 \
	{                                                                                          \
		.name = (name_), .call = (call_), .error = (error_), .at_least = (at_least_),      \
		__VA_ARGS__                                                                        \
	}
static const struct kind kinds[] = {
	KIND("mmap", try_mmap, -ENOMEM, 1),
	KIND("mmap, fixed, inside another", try_mmap_fixed, -ENOMEM, 2),
	KIND("mmap, shared", try_mmap_shared, -ENOMEM, 3),
	KIND("mmap, of a file", try_mmap_file, -ENOMEM, 2),
	KIND("mmap, populated", try_mmap_populate, -ENOMEM, 4, .stands = true),
	KIND("mmap, shared, locked", try_mmap_locked, -ENOMEM, 6, .stands = true),
	KIND("mmap, populated, of a large page", try_mmap_huge, -ENOMEM, 3, .stands = true),
	KIND("munmap, inside a mapping", try_munmap, -ENOMEM, 1),
	KIND("mprotect, inside a mapping", try_mprotect, -ENOMEM, 2),
	KIND("mprotect, inside a shared one", try_mprotect, -ENOMEM, 2, .flags = SHARED),
	KIND("madvise, inside a mapping", try_madvise, -EAGAIN, 2),
	KIND("madvise, MADV_POPULATE_WRITE", try_populate, -ENOMEM, 3),
	KIND("mremap, to an address", try_mremap, -ENOMEM, 3),
	KIND("mremap, to an address, shared", try_mremap, -ENOMEM, 4, .flags = SHARED),
	KIND("mremap, to any place", try_mremap_anywhere, -ENOMEM, 1),
	KIND("brk", try_brk, -ENOMEM, 1),
	KIND("clone", try_clone, -ENOMEM, 2),
	KIND("pread64, to where no page is", try_read, -EFAULT, 1),
	KIND("what takes no memory", try_nothing, 0, 0),
};

static void prepare(const struct kind *kind)
{
	long flags = kind->flags ? kind->flags : ANON;

	memset(map_at(AT, 3 * PAGE, RW, flags), 1, 3 * PAGE);
	if (kind->call == try_read)
		map_at(FAR, PAGE, RW, ANON);
	if (kind->call == try_brk) { /* the next page does not merge with this one */
		stub_brk(heap + PAGE);
		stub_mprotect(heap, PAGE, PROT_READ);
	}
}

static void undo(const struct kind *kind, long result)
{
	stub_munmap(AT, 3 * PAGE);
	stub_munmap(FAR, 2 * MIB);
	stub_brk(heap);
	if (IS_ERROR(result))
		return;
	if (kind->call == try_clone)
		thread_join(&thread);
	else if (result > (long)PAGE)
		stub_munmap((void *)result, 8 * PAGE);
}

/* The n-th allocation fails, and count - 1 behind it. Whether all is well; how many failed in
 * *failed. */
static bool attempt(const struct kind *kind, unsigned long n, unsigned long count, long *failed)
{
	long result;
	bool good;

	prepare(kind);
	control(CONTROL_FAIL_ALLOC, n, count);
	result = kind->call();
	*failed = control(CONTROL_FAIL_ALLOC, 0, 0);
	good = !IS_ERROR(result);
	if (*failed)
		good = result == kind->error || (kind->stands && good);
	if (IS_ERROR(result))
		good &= is_all(AT, 3 * PAGE, 1);
	undo(kind, result);
	if (!good)
		note("%s: %ld of the allocations from the %lu-th on fail: got %ld", kind->name,
		     *failed, n, result);
	return good;
}

/* Until the n-th is one too many. */
static void walk(const struct kind *kind, unsigned long count)
{
	unsigned long n = 0;
	long failed = 1;

	while (failed && ++n < ALLOCATIONS_MAX) {
		long pages = control(CONTROL_FREE_PAGES, 0, 0);

		ok(attempt(kind, n, count, &failed), "%s, allocation %lu: %s", kind->name, n,
		   failed ? "the error is right" : "done");
		is(control(CONTROL_FREE_PAGES, 0, 0), pages, "%s: no page is lost", kind->name);
	}
	ok(!failed && n > kind->at_least, "%s: %lu allocations", kind->name, n - 1);
}

static void repeat(const struct kind *kind)
{
	long pages = control(CONTROL_FREE_PAGES, 0, 0), failed;
	bool good = true;

	for (unsigned int i = 0; i < REPEATS; i++) {
		unsigned long n = 0;

		do
			good &= attempt(kind, ++n, 1, &failed);
		while (failed);
	}
	ok(good, "%s: the same %d times", kind->name, REPEATS);
	is(control(CONTROL_FREE_PAGES, 0, 0), pages, "%s: nothing is lost", kind->name);
}

/* What the first call of its kind leaves behind for the next: slabs, kernel stacks. */
static void warm(const struct kind *kind)
{
	prepare(kind);
	undo(kind, kind->call());
	control(CONTROL_FAIL_ALLOC, 1, 0);
	control(CONTROL_FAIL_ALLOC, 0, 0);
}

/* Before any thread was made: its stack is to be made, too. Tables above the stacks stay. */
static void first_thread(void)
{
	unsigned long n = 0;
	long result;

	do {
		control(CONTROL_FAIL_ALLOC, ++n, 1);
		result = try_clone();
	} while (control(CONTROL_FAIL_ALLOC, 0, 0) && result == -ENOMEM && n < ALLOCATIONS_MAX);
	ok(!IS_ERROR(result) && n > 4, "the first clone: done, with %lu allocations before", n - 1);
	if (!IS_ERROR(result))
		thread_join(&thread);
}

/* The file was never opened. */
static void first_open(void)
{
	long result;

	control(CONTROL_FAIL_ALLOC, 1, 1);
	result = stub_openat(AT_FDCWD, "/init", O_RDONLY, 0);
	is(control(CONTROL_FAIL_ALLOC, 0, 0), 1, "the first openat allocates");
	is(result, -ENOMEM, "and says so");
}

/* The count that all the rest relies on: it follows what is taken and given back, page by page. */
static void test_the_count(void)
{
	long before = control(CONTROL_FREE_PAGES, 0, 0), taken;

	map_at(FAR, PAGES_TAKEN * PAGE, RW, ANON);
	for (long i = 0; i < PAGES_TAKEN; i++)
		FAR[i * PAGE] = 1;
	taken = before - control(CONTROL_FREE_PAGES, 0, 0);
	ok(taken >= PAGES_TAKEN && taken <= PAGES_TAKEN + TABLES_MOST,
	   "%d pages that are touched, and their tables, are missing from the free ones (%ld)",
	   PAGES_TAKEN, taken);
	stub_munmap(FAR, PAGES_TAKEN * PAGE);
	is(control(CONTROL_FREE_PAGES, 0, 0), before, "they are back when they are unmapped");
}

int main(int argc, char **argv, char **envp)
{
	(void)argv;
	(void)envp;
	paths_init();
	memset(stack, 0, sizeof(stack));
	if (argc > 1) {
		map_at(FAR, PAGE, RW, ANON);
		control(CONTROL_FAIL_ALLOC, 1, 1);
		*FAR = 1;
		return 0;
	}
	first_open();
	first_thread();
	test_the_count();
	file = open_self();
	heap = (char *)ALIGN_UP(stub_brk(NULL), (long)PAGE);
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		warm(&kinds[i]);
		walk(&kinds[i], 1);
		walk(&kinds[i], ALL);
		repeat(&kinds[i]);
	}
	return done();
}
