/*
 * What each memory call answers to each kind of argument, as tables: the man
 * pages' errors, in the order in which Linux 6.1 finds them. Every row begins
 * with the same mappings. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/memory.h"

/* The pages that every row finds; what lies between is free. */
#define ARENA 0x600000000000UL
#define P(n) (ARENA + (n) * PAGE)
#define PAGES 40UL
#define P_RW P(0)     /* 4 pages, writable */
#define P_RO P(4)     /* 1 page, read-only, touches the one before */
#define P_NONE P(5)   /* 1 page, no access */
#define P_HOLE P(6)   /* 2 pages, free */
#define P_RW2 P(8)    /* 2 pages, writable */
#define P_SHARED P(12) /* 2 pages, shared and anonymous */
#define P_FILE P(16)  /* 2 pages, a file, shared and read-only; then another mapping of it, private */
#define P_PRIV P(18)
#define P_LOCK P(22)  /* 1 page, locked */
#define P_FREE P(26)  /* 14 pages, free */
#define WRITE_ONLY P(24)

#define KERNEL 0xffff800000000000UL
#define HUGE_LENGTH (1UL << 60)
#define FD (-1000L) /* stands for the descriptor of a file */
#define VECTOR (-1001L) /* for a good place of mincore's answer */

#define ADDRESS 1L /* expected: the first argument */
#define SOME 2L	   /* expected: any address */

static const struct row {
	const char *name;
	long nr, arg[6], want;
} rows[] = {
	/* mmap(addr, length, prot, flags, fd, offset) */
	{ "mmap: offset within a page, before all else", SYS_mmap, { 0, 0, RW, 0, -1, 1 }, -EINVAL },
	{ "mmap: no descriptor, before length 0", SYS_mmap, { 0, 0, RW, MAP_PRIVATE, -1, 0 }, -EBADF },
	{ "mmap: length 0", SYS_mmap, { 0, 0, RW, ANON, -1, 0 }, -EINVAL },
	{ "mmap: length 0, before a bad type", SYS_mmap, { 0, 0, RW, MAP_ANONYMOUS, -1, 0 }, -EINVAL },
	{ "mmap: length wraps", SYS_mmap, { 0, -1, RW, ANON, -1, 0 }, -ENOMEM },
	{ "mmap: longer than user space", SYS_mmap, { 0, HUGE_LENGTH, RW, ANON, -1, 0 }, -ENOMEM },
	{ "mmap: too long, before a bad type", SYS_mmap, { 0, HUGE_LENGTH, RW, MAP_ANONYMOUS, -1, 0 }, -ENOMEM },
	{ "mmap: neither private nor shared", SYS_mmap, { 0, PAGE, RW, MAP_ANONYMOUS, -1, 0 }, -EINVAL },
	{ "mmap: SHARED_VALIDATE and anonymous", SYS_mmap, { 0, PAGE, RW, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, -1, 0 }, -EINVAL },
	{ "mmap: FIXED within a page", SYS_mmap, { P_FREE + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0 }, -EINVAL },
	{ "mmap: FIXED in the kernel's half", SYS_mmap, { KERNEL, PAGE, RW, ANON | MAP_FIXED, -1, 0 }, -ENOMEM },
	{ "mmap: the same within a page", SYS_mmap, { KERNEL + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0 }, -ENOMEM },
	{ "mmap: a hint in the kernel's half", SYS_mmap, { KERNEL, PAGE, RW, ANON, -1, 0 }, SOME },
	{ "mmap: a hint within a page", SYS_mmap, { P_FREE + 5, PAGE, RW, ANON, -1, 0 }, P_FREE },
	{ "mmap: a hint that is taken", SYS_mmap, { P_RW, PAGE, RW, ANON, -1, 0 }, SOME },
	{ "mmap: NOREPLACE on a mapping", SYS_mmap, { P_RW, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0 }, -EEXIST },
	{ "mmap: NOREPLACE reaches into one", SYS_mmap, { P_HOLE, 3 * PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0 }, -EEXIST },
	{ "mmap: NOREPLACE taken, before a bad type", SYS_mmap, { P_RW, PAGE, RW, MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0 }, -EEXIST },
	{ "mmap: NOREPLACE between two", SYS_mmap, { P_HOLE, 2 * PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0 }, ADDRESS },
	{ "mmap: FIXED over three", SYS_mmap, { P_RW, 8 * PAGE, RW, ANON | MAP_FIXED, -1, 0 }, ADDRESS },
	{ "mmap: GROWSDOWN and shared", SYS_mmap, { 0, PAGE, RW, SHARED | MAP_GROWSDOWN, -1, 0 }, -EINVAL },
	{ "mmap: GROWSDOWN and private", SYS_mmap, { 0, PAGE, RW, ANON | MAP_GROWSDOWN, -1, 0 }, SOME },
	{ "mmap: STACK, NORESERVE", SYS_mmap, { 0, PAGE, RW, ANON | MAP_STACK | MAP_NORESERVE, -1, 0 }, SOME },
	{ "mmap: 64 GiB of PROT_NONE", SYS_mmap, { 0, 64 * GIB, PROT_NONE, ANON | MAP_NORESERVE, -1, 0 }, SOME },
	{ "mmap: anonymous with a descriptor nobody reads", SYS_mmap, { 0, PAGE, RW, ANON, 77, 0 }, SOME },
	{ "mmap: anonymous with an offset nobody reads", SYS_mmap, { 0, PAGE, RW, ANON, -1, 7 * PAGE }, SOME },
	{ "mmap: unknown flags are nobody's", SYS_mmap, { 0, PAGE, RW, ANON | 0x4000000000L, -1, 0 }, SOME },
	{ "mmap: a file, private and writable", SYS_mmap, { 0, PAGE, RW, MAP_PRIVATE, FD, 0 }, SOME },
	{ "mmap: a file, shared and read-only", SYS_mmap, { 0, PAGE, PROT_READ, MAP_SHARED, FD, 0 }, SOME },
	{ "mmap: a file, SHARED_VALIDATE", SYS_mmap, { 0, PAGE, PROT_READ, MAP_SHARED_VALIDATE, FD, 0 }, SOME },
	{ "mmap: open for reading, shared and writable", SYS_mmap, { 0, PAGE, RW, MAP_SHARED, FD, 0 }, -EACCES },
	{ "mmap: SHARED_VALIDATE with an unknown flag", SYS_mmap, { 0, PAGE, PROT_READ, MAP_SHARED_VALIDATE | MAP_SYNC, FD, 0 }, -EOPNOTSUPP },
	{ "mmap: a file without type", SYS_mmap, { 0, PAGE, PROT_READ, 0, FD, 0 }, -EINVAL },
	{ "mmap: a file, GROWSDOWN", SYS_mmap, { 0, PAGE, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, FD, 0 }, -EINVAL },
	{ "mmap: a file, offset past all files", SYS_mmap, { 0, PAGE, PROT_READ, MAP_PRIVATE, FD, (long)(1UL << 63) }, -EOVERFLOW },
	{ "mmap: a file, far behind its end", SYS_mmap, { 0, PAGE, PROT_READ, MAP_PRIVATE, FD, 1L << 40 }, SOME },
	{ "mmap: a file, length 0", SYS_mmap, { 0, 0, PROT_READ, MAP_PRIVATE, FD, 0 }, -EINVAL },
	{ "mmap: a file, HUGETLB", SYS_mmap, { 0, PAGE, PROT_READ, MAP_PRIVATE | MAP_HUGETLB, FD, 0 }, -EINVAL },
	{ "mmap: HUGETLB of a size there is not", SYS_mmap, { 0, 2 * MIB, RW, ANON | MAP_HUGETLB | 13L << 26, -1, 0 }, -EINVAL },
	{ "mmap: HUGETLB, and none in the pool", SYS_mmap, { 0, 2 * MIB, RW, ANON | MAP_HUGETLB, -1, 0 }, -ENOMEM },
	/* munmap(addr, length) */
	{ "munmap: within a page", SYS_munmap, { P_RW + 1, PAGE }, -EINVAL },
	{ "munmap: length 0", SYS_munmap, { P_RW, 0 }, -EINVAL },
	{ "munmap: length wraps", SYS_munmap, { P_RW, -1 }, -EINVAL },
	{ "munmap: in the kernel's half", SYS_munmap, { KERNEL, PAGE }, -EINVAL },
	{ "munmap: past the end", SYS_munmap, { P_RW, HUGE_LENGTH }, -EINVAL },
	{ "munmap: nothing there", SYS_munmap, { P_FREE, PAGE }, 0 },
	{ "munmap: across a hole", SYS_munmap, { P_RW, 10 * PAGE }, 0 },
	{ "munmap: a part of a page is all of it", SYS_munmap, { P_RW, 1 }, 0 },
	/* mprotect(addr, length, prot) */
	{ "mprotect: within a page", SYS_mprotect, { P_RW + 1, PAGE, RW }, -EINVAL },
	{ "mprotect: within a page, before length 0", SYS_mprotect, { P_RW + 1, 0, RW }, -EINVAL },
	{ "mprotect: length 0, before a bad protection", SYS_mprotect, { P_RW, 0, 0x1000 }, 0 },
	{ "mprotect: length wraps", SYS_mprotect, { P_RW, -PAGE, RW }, -ENOMEM },
	{ "mprotect: no such protection", SYS_mprotect, { P_RW, PAGE, 0x1000 }, -EINVAL },
	{ "mprotect: bad protection, before a hole", SYS_mprotect, { P_FREE, PAGE, 0x1000 }, -EINVAL },
	{ "mprotect: nothing there", SYS_mprotect, { P_FREE, PAGE, RW }, -ENOMEM },
	{ "mprotect: across a hole", SYS_mprotect, { P_RW, 10 * PAGE, PROT_READ }, -ENOMEM },
	{ "mprotect: over three mappings", SYS_mprotect, { P_RW, 6 * PAGE, PROT_READ }, 0 },
	{ "mprotect: a shared file, read-only, to writable", SYS_mprotect, { P_FILE, PAGE, RW }, -EACCES },
	{ "mprotect: the same to none", SYS_mprotect, { P_FILE, PAGE, PROT_NONE }, 0 },
	{ "mprotect: a private file to writable", SYS_mprotect, { P_PRIV, PAGE, RW }, 0 },
	{ "mprotect: GROWSDOWN and GROWSUP", SYS_mprotect, { P_RW, PAGE, RW | PROT_GROWSDOWN | PROT_GROWSUP }, -EINVAL },
	{ "mprotect: GROWSDOWN where nothing grows", SYS_mprotect, { P_RW, PAGE, RW | PROT_GROWSDOWN }, -EINVAL },
	{ "mprotect: in the kernel's half", SYS_mprotect, { KERNEL, PAGE, RW }, -ENOMEM },
	/* mremap(addr, length, new_length, flags, new_addr) */
	{ "mremap: unknown flag", SYS_mremap, { P_RW, PAGE, PAGE, 8 }, -EINVAL },
	{ "mremap: FIXED without MAYMOVE", SYS_mremap, { P_RW, PAGE, PAGE, MREMAP_FIXED, P_FREE }, -EINVAL },
	{ "mremap: DONTUNMAP without MAYMOVE", SYS_mremap, { P_RW, PAGE, PAGE, MREMAP_DONTUNMAP }, -EINVAL },
	{ "mremap: DONTUNMAP and another length", SYS_mremap, { P_RW, PAGE, 2 * PAGE, MREMAP_DONTUNMAP | MREMAP_MAYMOVE }, -EINVAL },
	{ "mremap: within a page", SYS_mremap, { P_RW + 1, PAGE, PAGE, 0 }, -EINVAL },
	{ "mremap: to length 0", SYS_mremap, { P_RW, PAGE, 0, 0 }, -EINVAL },
	{ "mremap: nothing there", SYS_mremap, { P_FREE, PAGE, 2 * PAGE, MREMAP_MAYMOVE }, -EFAULT },
	{ "mremap: private, from length 0", SYS_mremap, { P_RW, 0, PAGE, MREMAP_MAYMOVE }, -EINVAL },
	{ "mremap: shared, from length 0", SYS_mremap, { P_SHARED, 0, PAGE, MREMAP_MAYMOVE }, SOME },
	{ "mremap: a shared file, from length 0", SYS_mremap, { P_FILE, 0, PAGE, MREMAP_MAYMOVE }, SOME },
	{ "mremap: longer than the mapping", SYS_mremap, { P_RW2, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE }, -EFAULT },
	{ "mremap: the same length", SYS_mremap, { P_RW, PAGE, PAGE, 0 }, ADDRESS },
	{ "mremap: shorter", SYS_mremap, { P_RW, 4 * PAGE, PAGE, 0 }, ADDRESS },
	{ "mremap: shorter, past the mapping's end", SYS_mremap, { P_RW2, 3 * PAGE, PAGE, 0 }, ADDRESS },
	{ "mremap: longer, into a hole", SYS_mremap, { P_RW2, 2 * PAGE, 4 * PAGE, 0 }, ADDRESS },
	{ "mremap: longer, and the hole is too small", SYS_mremap, { P_RW2, 2 * PAGE, 5 * PAGE, 0 }, -ENOMEM },
	{ "mremap: the same, and it may move", SYS_mremap, { P_RW2, 2 * PAGE, 5 * PAGE, MREMAP_MAYMOVE }, SOME },
	{ "mremap: longer in its middle", SYS_mremap, { P_RW, PAGE, 2 * PAGE, 0 }, -ENOMEM },
	{ "mremap: the same, and it may move", SYS_mremap, { P_RW, PAGE, 2 * PAGE, MREMAP_MAYMOVE }, SOME },
	{ "mremap: to a place within a page", SYS_mremap, { P_RW, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, P_FREE + 1 }, -EINVAL },
	{ "mremap: to the kernel's half", SYS_mremap, { P_RW, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, KERNEL }, -EINVAL },
	{ "mremap: onto itself", SYS_mremap, { P_RW, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, P(1) }, -EINVAL },
	{ "mremap: onto another", SYS_mremap, { P_RW, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, P_SHARED }, P_SHARED },
	{ "mremap: to free room", SYS_mremap, { P_RW, PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, P_FREE }, P_FREE },
	{ "mremap: to free room, shorter", SYS_mremap, { P_RW, 3 * PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, P_FREE }, P_FREE },
	{ "mremap: DONTUNMAP", SYS_mremap, { P_RW, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP }, SOME },
	{ "mremap: too long", SYS_mremap, { P_RW, PAGE, HUGE_LENGTH, MREMAP_MAYMOVE }, -ENOMEM },
	/* madvise(addr, length, advice) */
	{ "madvise: no such advice", SYS_madvise, { P_RW, PAGE, 7 }, -EINVAL },
	{ "madvise: no such advice, length 0", SYS_madvise, { P_RW, 0, 7 }, -EINVAL },
	{ "madvise: within a page", SYS_madvise, { P_RW + 1, 0, MADV_NORMAL }, -EINVAL },
	{ "madvise: length wraps", SYS_madvise, { P_RW, -1, MADV_NORMAL }, -EINVAL },
	{ "madvise: end wraps", SYS_madvise, { P_RW, -PAGE, MADV_NORMAL }, -EINVAL },
	{ "madvise: length 0", SYS_madvise, { P_FREE, 0, MADV_DONTNEED }, 0 },
	{ "madvise: nothing there", SYS_madvise, { P_FREE, PAGE, MADV_NORMAL }, -ENOMEM },
	{ "madvise: across a hole", SYS_madvise, { P_RW, 10 * PAGE, MADV_DONTNEED }, -ENOMEM },
	{ "madvise: NORMAL", SYS_madvise, { P_RW, 6 * PAGE, MADV_NORMAL }, 0 },
	{ "madvise: RANDOM in a middle", SYS_madvise, { P(1), PAGE, MADV_RANDOM }, 0 },
	{ "madvise: SEQUENTIAL", SYS_madvise, { P_FILE, PAGE, MADV_SEQUENTIAL }, 0 },
	{ "madvise: WILLNEED", SYS_madvise, { P_FILE, PAGE, MADV_WILLNEED }, 0 },
	{ "madvise: WILLNEED, anonymous", SYS_madvise, { P_RW, PAGE, MADV_WILLNEED }, 0 },
	{ "madvise: DONTNEED, shared", SYS_madvise, { P_SHARED, PAGE, MADV_DONTNEED }, 0 },
	{ "madvise: DONTNEED, locked", SYS_madvise, { P_LOCK, PAGE, MADV_DONTNEED }, -EINVAL },
	{ "madvise: DONTNEED_LOCKED, locked", SYS_madvise, { P_LOCK, PAGE, 24 }, 0 },
	{ "madvise: FREE", SYS_madvise, { P_RW, PAGE, MADV_FREE }, 0 },
	{ "madvise: FREE, shared", SYS_madvise, { P_SHARED, PAGE, MADV_FREE }, -EINVAL },
	{ "madvise: FREE, a private file", SYS_madvise, { P_PRIV, PAGE, MADV_FREE }, -EINVAL },
	{ "madvise: REMOVE, private", SYS_madvise, { P_RW, PAGE, MADV_REMOVE }, -EINVAL },
	{ "madvise: REMOVE, shared", SYS_madvise, { P_SHARED, PAGE, MADV_REMOVE }, 0 },
	{ "madvise: REMOVE, a file", SYS_madvise, { P_FILE, PAGE, MADV_REMOVE }, -EACCES },
	{ "madvise: DONTFORK", SYS_madvise, { P_RW, PAGE, MADV_DONTFORK }, 0 },
	{ "madvise: DOFORK", SYS_madvise, { P_RW, PAGE, MADV_DOFORK }, 0 },
	{ "madvise: WIPEONFORK", SYS_madvise, { P_RW, PAGE, MADV_WIPEONFORK }, 0 },
	{ "madvise: WIPEONFORK, shared", SYS_madvise, { P_SHARED, PAGE, MADV_WIPEONFORK }, -EINVAL },
	{ "madvise: WIPEONFORK, a private file", SYS_madvise, { P_PRIV, PAGE, MADV_WIPEONFORK }, -EINVAL },
	{ "madvise: DONTDUMP", SYS_madvise, { P_RW, PAGE, MADV_DONTDUMP }, 0 },
	{ "madvise: COLD", SYS_madvise, { P_RW, PAGE, MADV_COLD }, 0 },
	{ "madvise: PAGEOUT, locked", SYS_madvise, { P_LOCK, PAGE, MADV_PAGEOUT }, -EINVAL },
	{ "madvise: HUGEPAGE", SYS_madvise, { P_RW, PAGE, MADV_HUGEPAGE }, 0 },
	{ "madvise: NOHUGEPAGE", SYS_madvise, { P_RW, PAGE, MADV_NOHUGEPAGE }, 0 },
	{ "madvise: POPULATE_READ", SYS_madvise, { P_RW, 5 * PAGE, MADV_POPULATE_READ }, 0 },
	{ "madvise: POPULATE_WRITE", SYS_madvise, { P_RW, 4 * PAGE, MADV_POPULATE_WRITE }, 0 },
	{ "madvise: POPULATE_READ of PROT_NONE", SYS_madvise, { P_NONE, PAGE, MADV_POPULATE_READ }, -EINVAL },
	{ "madvise: POPULATE_READ of what may only be written", SYS_madvise, { WRITE_ONLY, PAGE, MADV_POPULATE_READ }, -EINVAL },
	{ "madvise: POPULATE_WRITE of read-only", SYS_madvise, { P_RO, PAGE, MADV_POPULATE_WRITE }, -EINVAL },
	{ "madvise: POPULATE_READ of a hole", SYS_madvise, { P_FREE, PAGE, MADV_POPULATE_READ }, -ENOMEM },
	{ "madvise: POPULATE_READ of a file", SYS_madvise, { P_FILE, PAGE, MADV_POPULATE_READ }, 0 },
	{ "madvise: POPULATE_READ behind its end", SYS_madvise, { P_FILE, 2 * PAGE, MADV_POPULATE_READ }, -EFAULT },
	/* mincore(addr, length, vec) */
	{ "mincore: within a page", SYS_mincore, { P_RW + 1, PAGE, VECTOR }, -EINVAL },
	{ "mincore: past user space", SYS_mincore, { P_RW, HUGE_LENGTH, VECTOR }, -ENOMEM },
	{ "mincore: past user space, before a bad vector", SYS_mincore, { P_RW, HUGE_LENGTH, KERNEL }, -ENOMEM },
	{ "mincore: vector in the kernel's half", SYS_mincore, { P_RW, PAGE, KERNEL }, -EFAULT },
	{ "mincore: vector where nothing is", SYS_mincore, { P_RW, PAGE, P_FREE }, -EFAULT },
	{ "mincore: a hole, before such a vector", SYS_mincore, { P_FREE, PAGE, P_FREE }, -ENOMEM },
	{ "mincore: across a hole", SYS_mincore, { P_RW, 10 * PAGE, VECTOR }, -ENOMEM },
	{ "mincore: length 0", SYS_mincore, { P_FREE, 0, VECTOR }, 0 },
	{ "mincore: three mappings", SYS_mincore, { P_RW, 6 * PAGE, VECTOR }, 0 },
	/* msync(addr, length, flags) */
	{ "msync: unknown flag", SYS_msync, { P_RW, PAGE, 8 }, -EINVAL },
	{ "msync: ASYNC and SYNC", SYS_msync, { P_RW, PAGE, MS_ASYNC | MS_SYNC }, -EINVAL },
	{ "msync: within a page", SYS_msync, { P_RW + 1, 0, MS_SYNC }, -EINVAL },
	{ "msync: end wraps", SYS_msync, { P_RW, -PAGE, MS_SYNC }, -ENOMEM },
	{ "msync: length 0 of nothing", SYS_msync, { P_FREE, 0, MS_SYNC }, 0 },
	{ "msync: nothing there", SYS_msync, { P_FREE, PAGE, MS_SYNC }, -ENOMEM },
	{ "msync: across a hole", SYS_msync, { P_RW, 10 * PAGE, MS_ASYNC }, -ENOMEM },
	{ "msync: no flag", SYS_msync, { P_RW, 6 * PAGE, 0 }, 0 },
	{ "msync: a shared file", SYS_msync, { P_FILE, 2 * PAGE, MS_SYNC }, 0 },
	{ "msync: shared memory", SYS_msync, { P_SHARED, 2 * PAGE, MS_SYNC | MS_INVALIDATE }, 0 },
	{ "msync: INVALIDATE, locked", SYS_msync, { P_LOCK, PAGE, MS_INVALIDATE }, -EBUSY },
	{ "msync: the same behind a hole", SYS_msync, { P(20), 3 * PAGE, MS_INVALIDATE | MS_ASYNC }, -EBUSY },
};

static char *page(unsigned long addr)
{
	return (char *)addr;
}

static void map_file(unsigned long addr, long prot, long type, long fd, long offset)
{
	if (stub_mmap(page(addr), 2 * PAGE, prot, type | MAP_FIXED, fd, offset) != (long)addr)
		die("the file cannot be mapped");
}

/* The file's last page, and one behind it. */
static void arrange(long fd, long last_page)
{
	stub_munmap(page(ARENA), PAGES * PAGE);
	map_at(page(P_RW), 4 * PAGE, RW, ANON);
	map_at(page(P_RO), PAGE, PROT_READ, ANON);
	map_at(page(P_NONE), PAGE, PROT_NONE, ANON);
	map_at(page(P_RW2), 2 * PAGE, RW, ANON);
	map_at(page(P_SHARED), 2 * PAGE, RW, SHARED);
	map_file(P_FILE, PROT_READ, MAP_SHARED, fd, last_page);
	map_file(P_PRIV, PROT_READ, MAP_PRIVATE, fd, last_page);
	map_at(page(P_LOCK), PAGE, RW, ANON | MAP_LOCKED);
	map_at(page(WRITE_ONLY), PAGE, PROT_WRITE, ANON);
}

static long argument(long arg, long fd)
{
	static unsigned char vector[64];

	return arg == FD ? fd : arg == VECTOR ? (long)vector : arg;
}

static void run(const struct row *row, long fd)
{
	long a[6], got;

	for (int i = 0; i < 6; i++)
		a[i] = argument(row->arg[i], fd);
	got = stub_syscall(row->nr, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (row->want == SOME)
		ok(!IS_ERROR(got) && got % (long)PAGE == 0, "%s", row->name);
	else
		is(got, row->want == ADDRESS ? a[0] : row->want, "%s", row->name);
	if (row->want == SOME && row->nr == SYS_mmap && !IS_ERROR(got))
		stub_munmap((char *)got, (size_t)a[1]);
}

int main(int argc, char **argv, char **envp)
{
	long fd = open_self(), size = stub_lseek(fd, 0, 2);

	(void)argc;
	(void)argv;
	(void)envp;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		arrange(fd, (size - 1) / (long)PAGE * (long)PAGE);
		run(&rows[i], fd);
	}
	return done();
}
