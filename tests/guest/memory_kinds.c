/*
 * Pages dropped, brought and asked about, of every kind of mapping: private,
 * shared, of a file, large. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"

#include <asm/stat.h>

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

static void test_private(void)
{
	char *a = map(4 * PAGE, 0);

	is(resident(a), 0, "a page that was not touched is not there");
	memset(a, 7, 4 * PAGE);
	is(resident(a), 1, "one that was is");
	is(stub_madvise(a + PAGE, 2 * PAGE, MADV_DONTNEED), 0, "DONTNEED of two");
	is(resident(a + PAGE), 0, "they are gone");
	ok(is_all(a + PAGE, 2 * PAGE, 0), "and come back as zeros");
	ok(is_all(a, PAGE, 7) && is_all(a + 3 * PAGE, PAGE, 7), "their neighbours stay");
	stub_madvise(a, 4 * PAGE, MADV_DONTNEED);
	is(stub_madvise(a, 2 * PAGE, MADV_POPULATE_WRITE), 0, "POPULATE_WRITE of two");
	ok(resident(a) == 1 && resident(a + PAGE) == 1 && resident(a + 2 * PAGE) == 0, "brings two");
	memset(a, 7, PAGE);
	is(stub_madvise(a, PAGE, MADV_FREE), 0, "FREE of one");
	ok(is_all(a, PAGE, 7) || is_all(a, PAGE, 0), "it is as it was, or zero");
	a[0] = 1;
	ok(a[0] == 1, "and can be written");
	stub_munmap(a, 4 * PAGE);
}

static void test_shared(void)
{
	char *a = (char *)stub_mmap(NULL, 2 * PAGE, RW, SHARED, -1, 0);

	a[0] = 3;
	is(stub_madvise(a, 2 * PAGE, MADV_DONTNEED), 0, "DONTNEED of shared memory");
	is(resident(a), 1, "drops no page");
	ok(a[0] == 3, "nor what is in it");
	is(resident(a + PAGE), 0, "and brings none");
	is(stub_madvise(a, PAGE, MADV_REMOVE), 0, "REMOVE");
	ok(resident(a) == 0 && a[0] == 0, "does drop it");
	is(stub_mprotect(a, PAGE, PROT_NONE), 0, "under PROT_NONE");
	is(stub_mprotect(a, PAGE, RW), 0, "and back");
	a[1] = 4;
	ok(a[1] == 4, "it can be written");
	stub_munmap(a, 2 * PAGE);
}

/* Lines of mincore() that follow each other are not stopped by where a mapping ends. */
static void test_mincore(void)
{
	unsigned char vec[4];
	char *a = map(4 * PAGE, 0);

	a[PAGE] = a[3 * PAGE] = 1;
	stub_mprotect(a + PAGE, PAGE, PROT_NONE);
	is(stub_mincore(a, 4 * PAGE, vec), 0, "mincore of three mappings");
	ok(!(vec[0] & 1) && (vec[1] & 1) && !(vec[2] & 1) && (vec[3] & 1), "finds what was touched");
	vec[0] = vec[2] = 9;
	stub_munmap(a + 2 * PAGE, PAGE);
	is(stub_mincore(a, 4 * PAGE, vec), -ENOMEM, "and stops at a hole");
	ok(vec[0] == 0 && (vec[1] & 1) && vec[2] == 9, "after what lies before it");
	stub_munmap(a, 4 * PAGE);
}

static void test_file_mapping(long fd, long size)
{
	static char bytes[2 * PAGE];
	long tail = size % (long)PAGE, last = size - tail;
	char *a = (char *)stub_mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE, fd, 0);
	char *b = (char *)stub_mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);

	is(stub_pread64(fd, bytes, sizeof(bytes), 0), sizeof(bytes), "two pages of a file are read");
	ok(!memcmp(a, bytes, sizeof(bytes)), "mapped private they are the same");
	ok(!memcmp(b, bytes, sizeof(bytes)), "mapped shared, too");
	is(resident(b), 1, "and there");
	a[0] ^= 1;
	a[PAGE] ^= 1;
	ok(!memcmp(b, bytes, sizeof(bytes)), "what is written to the one is not in the other");
	is(stub_madvise(a, PAGE, MADV_DONTNEED), 0, "DONTNEED of the first page");
	ok(a[0] == bytes[0] && a[PAGE] != bytes[PAGE], "brings back what the file holds");
	ok(!writable(b), "the shared one is not written");
	stub_munmap(a, 2 * PAGE);
	stub_munmap(b, 2 * PAGE);
	a = (char *)stub_mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE, fd, last);
	is(stub_pread64(fd, bytes, PAGE, last), tail, "its last page is shorter");
	ok(!memcmp(a, bytes, (size_t)tail), "mapped it is the same");
	ok(is_all(a + tail, PAGE - (size_t)tail, 0), "and zero behind the file's end");
	ok(!readable(a + PAGE), "behind that page there is nothing");
	is(resident(a + PAGE), 0, "and never was");
	stub_munmap(a, 2 * PAGE);
}

/* Executable pages of a file: this program's own code. */
static void test_code(long fd)
{
	char *code = (char *)stub_getppid;
	char *page = (char *)ALIGN_DOWN((uintptr_t)code, PAGE);
	static char found[64];
	long offset = 0;

	do
		if (stub_pread64(fd, found, sizeof(found), offset + (code - page)) < (long)sizeof(found))
			die("the program's file does not hold its code");
	while (memcmp(found, code, 16) && (offset += PAGE));
	page = (char *)stub_mmap(NULL, 2 * PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, offset);
	ok(((long (*)(void))(page + (uintptr_t)code % PAGE))() == stub_getppid(), "code runs from a file");
	stub_munmap(page, 2 * PAGE);
}

static void test_descriptors(long fd, long size)
{
	static char bytes[16];
	struct stat stat;

	is(stub_lseek(fd, 0, SEEK_SET), 0, "lseek to the start");
	is(stub_read(fd, bytes, 4), 4, "read");
	ok(!memcmp(bytes, "\177ELF", 4), "gives the first bytes");
	is(stub_lseek(fd, 0, SEEK_CUR), 4, "and goes on from behind them");
	is(stub_pread64(fd, bytes, 3, 1), 3, "pread64 elsewhere");
	ok(!memcmp(bytes, "ELF", 3), "gives what is there");
	is(stub_lseek(fd, 0, SEEK_CUR), 4, "and moves nothing");
	is(stub_lseek(fd, -2, SEEK_END), size - 2, "lseek from the end");
	is(stub_read(fd, bytes, 16), 2, "read to the end");
	is(stub_read(fd, bytes, 16), 0, "and past it");
	is(stub_lseek(fd, -1, SEEK_SET), -EINVAL, "lseek before the start");
	is(stub_lseek(fd, 0, 9), -EINVAL, "lseek from nowhere");
	is(stub_pread64(fd, bytes, 1, -1), -EINVAL, "pread64 before the start");
	is(stub_read(fd, (void *)0x1000, 1), 0, "nothing is read to a bad place at the end");
	is(stub_pread64(fd, (void *)0x1000, 1, 0), -EFAULT, "but before it that is an error");
	is(stub_fstat(fd, &stat), 0, "fstat");
	ok(stat.st_size == size && (stat.st_mode & 0170000) == 0100000, "says how large a file is");
	is(stub_fstat(fd, (void *)0x1000), -EFAULT, "fstat to a bad place");
	is(stub_newfstatat(fd, "", &stat, AT_EMPTY_PATH), 0, "newfstatat of a descriptor");
	is(stub_newfstatat(fd, "", &stat, 0), -ENOENT, "not without AT_EMPTY_PATH");
	is(stub_newfstatat(AT_FDCWD, "/", &stat, 0), 0, "newfstatat of the root");
	ok((stat.st_mode & 0170000) == 0040000, "which is a directory");
	is(stub_newfstatat(AT_FDCWD, "/", &stat, 0x40000000), -EINVAL, "newfstatat with an unknown flag");
}

static void test_open_errors(long fd)
{
	static char path[5000];
	long root;

	is(stub_openat(AT_FDCWD, "/there/is/none", O_RDONLY, 0), -ENOENT, "openat of what there is not");
	is(stub_openat(AT_FDCWD, "", O_RDONLY, 0), -ENOENT, "openat of nothing");
	is(stub_openat(AT_FDCWD, (char *)0x1000, O_RDONLY, 0), -EFAULT, "openat of a bad pointer");
	memset(path, '/', sizeof(path) - 1);
	is(stub_openat(AT_FDCWD, path, O_RDONLY, 0), -ENAMETOOLONG, "openat of too long a path");
	memset(path + 1, 'a', 256);
	path[257] = 0;
	is(stub_openat(AT_FDCWD, path, O_RDONLY, 0), -ENAMETOOLONG, "openat of too long a name");
	is(stub_openat(999, "a", O_RDONLY, 0), -EBADF, "openat below a closed descriptor");
	is(stub_openat(fd, "a", O_RDONLY, 0), -ENOTDIR, "openat below a file");
	root = stub_openat(999, "/", O_RDONLY | O_DIRECTORY, 0);
	ok(root >= 0, "openat of the root, whatever the descriptor");
	is(stub_read(root, path, 1), -EISDIR, "a directory is not read");
	is(stub_mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, root, 0), -ENODEV, "nor mapped");
	is(stub_openat(root, "..//./", O_RDONLY, 0), root + 1, "above the root there is the root");
	is(stub_close(root + 1), 0, "close");
	is(stub_close(root), 0, "close");
	is(stub_close(root), -EBADF, "close of what is closed");
	is(stub_mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, root, 0), -EBADF, "mmap of it");
	is(stub_openat(AT_FDCWD, "/", O_RDWR, 0), -EISDIR, "openat of a directory to be written");
}

/* A mapping outlives its descriptor. */
static void test_closed(void)
{
	long fd = open_self();
	char *a = (char *)stub_mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);

	stub_close(fd);
	ok(!memcmp(a, "\177ELF", 4), "a mapping is there when its descriptor is closed");
	stub_munmap(a, PAGE);
}

/* 8 MiB at a border of 2 MiB. */
static char *large_room(void)
{
	char *p = map(10 * MIB, MAP_NORESERVE), *a = (char *)ALIGN_UP((uintptr_t)p, 2 * MIB);

	stub_munmap(p, (size_t)(a - p));
	stub_munmap(a + 8 * MIB, (size_t)(p + 2 * MIB - a));
	return a;
}

static void test_large(void)
{
	char *a = large_room();

	is(stub_madvise(a, 8 * MIB, MADV_POPULATE_WRITE), 0, "8 MiB brought at once");
	ok(is_all(a, 8 * MIB, 0), "are zero");
	memset(a, 5, 8 * MIB);
	is(stub_mprotect(a + MIB, PAGE, PROT_READ), 0, "one page of it read-only");
	ok(!writable(a + MIB) && writable(a + MIB - 16) && writable(a + MIB + PAGE), "it alone");
	is(stub_mprotect(a + 2 * MIB, 2 * MIB, PROT_NONE), 0, "2 MiB without access");
	ok(!readable(a + 2 * MIB) && !readable(a + 4 * MIB - 16) && readable(a + 4 * MIB), "they alone");
	is(stub_mprotect(a + 2 * MIB, 2 * MIB, RW), 0, "and back");
	ok(is_all(a + 2 * MIB, 2 * MIB, 5), "hold what they held");
	is(stub_munmap(a + 3 * MIB, PAGE), 0, "one page of them goes");
	ok(!readable(a + 3 * MIB) && is_all(a + 2 * MIB, MIB, 5) &&
	   is_all(a + 3 * MIB + PAGE, MIB - PAGE, 5), "it alone");
	is(stub_madvise(a + 4 * MIB, 3 * PAGE, MADV_DONTNEED), 0, "three pages dropped");
	ok(is_all(a + 4 * MIB, 3 * PAGE, 0) && is_all(a + 4 * MIB + 3 * PAGE, 2 * MIB - 3 * PAGE, 5),
	   "they alone");
	is(stub_munmap(a, 8 * MIB), 0, "all of it goes");
	a = large_room();
	is(stub_madvise(a, 8 * MIB, MADV_HUGEPAGE), 0, "HUGEPAGE");
	a[3 * MIB] = 1;
	ok(is_all(a + 2 * MIB, MIB, 0) && a[3 * MIB] == 1, "what a touch brings is zero else");
	stub_munmap(a, 8 * MIB);
	a = large_room();
	stub_madvise(a, 8 * MIB, MADV_NOHUGEPAGE);
	is(stub_madvise(a, 8 * MIB, MADV_POPULATE_WRITE), 0, "8 MiB of small pages");
	ok(resident(a) == 1 && resident(a + 8 * MIB - PAGE) == 1 && is_all(a, 8 * MIB, 0), "are there");
	stub_munmap(a, 8 * MIB);
}

int main(int argc, char **argv, char **envp)
{
	long fd = open_self(), size = stub_lseek(fd, 0, SEEK_END);

	(void)argc;
	(void)argv;
	(void)envp;
	test_private();
	test_shared();
	test_mincore();
	test_file_mapping(fd, size);
	test_code(fd);
	test_descriptors(fd, size);
	test_open_errors(fd);
	test_closed();
	test_large();
	return done();
}
