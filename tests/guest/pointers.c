/*
 * Every call that takes a pointer to an object, given each kind of bad one: -EFAULT,
 * whatever part of the object is good. Then what lengths of buffers and vectors
 * do to that. Next: <arch>/pointers.c. SPDX-License-Identifier: MIT
 */
#include "tests/guest/pointers.h"
#include "tests/guest/common/memory.h"

#include <arch/layout.h>

#include <asm/resource.h>
#include <asm/signal.h>
#include <linux/futex.h>
#include <linux/prctl.h>
#include <linux/time.h>
#include <linux/uio.h>

#define NEW_UTSNAME 390

static uint32_t word;
static char sink[256];
#define SINK ((long)sink)
#define WORD ((long)&word)

static const struct pointer_row rows[] = {
	{ "nanosleep", IN, 16, 8, SYS_nanosleep, { PTR, 0 } },
	{ "clock_nanosleep", IN, 16, 8, SYS_clock_nanosleep, { CLOCK_MONOTONIC, 0, PTR, 0 } },
	{ "clock_nanosleep until", IN, 16, 8, SYS_clock_nanosleep, { CLOCK_REALTIME, TIMER_ABSTIME, PTR, 0 } },
	{ "clock_gettime", OUT, 16, 8, SYS_clock_gettime, { CLOCK_MONOTONIC, PTR } },
	{ "clock_getres", OUT, 16, 8, SYS_clock_getres, { CLOCK_MONOTONIC, PTR } },
	{ "gettimeofday", OUT, 16, 8, SYS_gettimeofday, { PTR, 0 } },
	{ "gettimeofday's zone", OUT, 8, 4, SYS_gettimeofday, { 0, PTR } },
	{ "rt_sigaction's new", IN, 32, 8, SYS_rt_sigaction, { SIGUSR1, PTR, 0, 8 } },
	{ "rt_sigaction's old", OUT, 32, 8, SYS_rt_sigaction, { SIGUSR1, 0, PTR, 8 } },
	{ "rt_sigprocmask's new", IN, 8, 4, SYS_rt_sigprocmask, { SIG_BLOCK, PTR, 0, 8 } },
	{ "rt_sigprocmask's old", OUT, 8, 4, SYS_rt_sigprocmask, { SIG_BLOCK, 0, PTR, 8 } },
	{ "rt_sigpending", OUT, 8, 4, SYS_rt_sigpending, { PTR, 8 } },
	{ "uname", OUT, NEW_UTSNAME, 1, SYS_uname, { PTR } },
	{ "getrlimit", OUT, 16, 8, SYS_getrlimit, { RLIMIT_STACK, PTR } },
	{ "setrlimit", IN, 16, 8, SYS_setrlimit, { RLIMIT_CORE, PTR } },
	{ "prlimit64's new", IN, 16, 8, SYS_prlimit64, { 0, RLIMIT_CORE, PTR, 0 } },
	{ "prlimit64's old", OUT, 16, 8, SYS_prlimit64, { 0, RLIMIT_CORE, 0, PTR } },
	{ "sched_getparam", OUT, 4, 4, SYS_sched_getparam, { 0, PTR } },
	{ "sched_setscheduler", IN, 4, 4, SYS_sched_setscheduler, { 0, SCHED_NORMAL, PTR } },
	{ "sched_rr_get_interval", OUT, 16, 8, SYS_sched_rr_get_interval, { 0, PTR } },
	{ "sched_setaffinity", IN, 8, 8, SYS_sched_setaffinity, { 0, 8, PTR } },
	{ "sched_getaffinity", OUT, 8, 8, SYS_sched_getaffinity, { 0, 8, PTR } },
	{ "getcpu", OUT, 4, 4, SYS_getcpu, { PTR, 0 } },
	{ "getcpu's node", OUT, 4, 4, SYS_getcpu, { 0, PTR } },
	{ "prctl(PR_SET_NAME)", IN, 16, 1, SYS_prctl, { PR_SET_NAME, PTR } },
	{ "prctl(PR_GET_NAME)", OUT, 16, 1, SYS_prctl, { PR_GET_NAME, PTR } },
	{ "get_robust_list's head", OUT, 8, 8, SYS_get_robust_list, { 0, PTR, SINK } },
	{ "get_robust_list's size", OUT, 8, 8, SYS_get_robust_list, { 0, SINK, PTR } },
	{ "futex(WAIT)", IN, 4, 4, SYS_futex, { PTR, FUTEX_WAIT, 9 } },
	{ "futex(WAIT_PRIVATE)", IN, 4, 4, SYS_futex, { PTR, FUTEX_WAIT_PRIVATE, 9 } },
	{ "futex(WAIT_BITSET)", IN, 4, 4, SYS_futex, { PTR, FUTEX_WAIT_BITSET, 9, 0, 0, 1 } },
	{ "futex(WAKE)", IN, 4, 4, SYS_futex, { PTR, FUTEX_WAKE, 1 } },
	{ "futex(REQUEUE)", IN, 4, 4, SYS_futex, { PTR, FUTEX_REQUEUE, 1, 1, WORD } },
	{ "futex(REQUEUE)'s second", IN, 4, 4, SYS_futex, { WORD, FUTEX_REQUEUE, 1, 1, PTR } },
	{ "futex(CMP_REQUEUE_PRIVATE)", IN, 4, 4, SYS_futex, { PTR, FUTEX_CMP_REQUEUE_PRIVATE, 1, 1, WORD, 9 } },
	{ "futex(WAKE_OP)'s second", OUT, 4, 4, SYS_futex, { WORD, FUTEX_WAKE_OP, 1, 1, PTR, 0 } },
	{ "futex(WAKE_OP_PRIVATE)'s second", OUT, 4, 4, SYS_futex, { WORD, FUTEX_WAKE_OP_PRIVATE, 1, 1, PTR, 0 } },
	{ "futex's time-out", IN, 16, 8, SYS_futex, { WORD, FUTEX_WAIT, 0, PTR } },
	{ "futex's time to wait until", IN, 16, 8, SYS_futex, { WORD, FUTEX_WAIT_BITSET, 0, PTR, 0, 1 } },
	{ "mincore", OUT, 2, 1, SYS_mincore, { OWN, 2 * PAGE, PTR } },
	{ "openat", IN, 16, 1, SYS_openat, { AT_FDCWD, PTR, O_RDONLY } },
	{ "newfstatat's path", IN, 16, 1, SYS_newfstatat, { AT_FDCWD, PTR, SINK } },
	{ "fstat", OUT, 128, 8, SYS_fstat, { FD, PTR } },
	{ "readv's vector", IN, 16, 8, SYS_readv, { FD, PTR, 1 } },
	{ "writev's vector", IN, 16, 8, SYS_writev, { 1, PTR, 1 } },
};

/* Addresses for an object of that size and alignment, none of which is good to its end. */
static const char *const kinds[] = {
	"nowhere", "no access", "a hole behind its first bytes", "the end of user mode's addresses behind them",
	"the kernel's", "it wraps around", "read-only", "read-only behind its first bytes",
};

/* The stack begins there. */
static char *const last_byte = (char *)TASK_SIZE - 1;
static char *arena; /* a page, one read-only, one without access, a hole */

static uintptr_t bad_pointer(unsigned int kind, const struct pointer_row *row)
{
	switch (kind) {
	case 0:
		return 0x1000;
	case 1:
		return (uintptr_t)arena + 2 * PAGE;
	case 2:
		return (uintptr_t)arena + 5 * PAGE - row->align;
	case 3:
		return TASK_SIZE - row->align;
	case 4:
		return DIRECT_MAP_BASE;
	case 5:
		return -row->align;
	case 6:
		return (uintptr_t)arena + PAGE;
	default:
		return (uintptr_t)arena + PAGE - row->align;
	}
}

/* An object that has its alignment cannot lie half in a page if it is no larger; a reader takes what is read-only. */
static bool applies(unsigned int kind, const struct pointer_row *row)
{
	bool in_halves = kind == 2 || kind == 3 || kind == 5 || kind == 7;

	return (row->size > row->align || !in_halves) && (row->direction == OUT || kind < 6);
}

static void make_arena(void)
{
	arena = map(6 * PAGE, 0);
	stub_mprotect(arena + PAGE, PAGE, PROT_READ);
	stub_mprotect(arena + 2 * PAGE, PAGE, PROT_NONE);
	stub_munmap(arena + 5 * PAGE, PAGE);
}

/* Strings must not end before the hole does; times, sizes and sets of CPUs in it are good ones. */
static void fill_arena(const struct pointer_row *row)
{
	bool string = row->direction == IN && row->align == 1;

	memset(arena + 4 * PAGE, string ? '/' : 0, PAGE);
	*last_byte = string ? '/' : 0;
	word = 0;
}

static long argument(long arg, uintptr_t bad, long fd)
{
	switch (arg) {
	case PTR:
		return (long)bad;
	case FD:
		return fd;
	case OWN:
		return (long)arena;
	default:
		return arg;
	}
}

static void test_row(const struct pointer_row *row, long fd)
{
	for (unsigned int kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		uintptr_t bad = bad_pointer(kind, row);
		long a[6];

		if (!applies(kind, row))
			continue;
		fill_arena(row);
		for (int i = 0; i < 6; i++)
			a[i] = argument(row->arg[i], bad, fd);
		is(stub_syscall(row->nr, a[0], a[1], a[2], a[3], a[4], a[5]), -EFAULT, "%s: %s", row->name,
		   kinds[kind]);
	}
}

/* A buffer of which a part is good: as much as that, or less, since a copy may go by whole words. */
static void is_short(long got, long most, const char *name)
{
	if (!ok(got > 0 && got <= most, "%s", name))
		note("got %ld, expected 1 to %ld", got, most);
}

static void test_half_good(long fd)
{
	char *end = arena + 5 * PAGE;
	struct iovec vector[3] = { { end - 4, 4 }, { end - 8, 16 }, { end - 4, 4 } };

	is_short(stub_pread64(fd, end - 8, 16, 0), 8, "pread64 into a buffer with a hole");
	ok(end[-8] == '\177', "gives what has room");
	is(stub_pread64(fd, end, 16, 0), -EFAULT, "into the hole alone");
	is(stub_pread64(fd, end - 16, 16, 0), 16, "right before it");
	is_short(stub_syscall(SYS_readv, fd, (long)vector, 3, 0, 0, 0), 12, "readv with a hole in its second");
	is_short(stub_getrandom(end - 8, 64, 0), 8, "getrandom into a buffer with a hole");
	is(stub_getrandom(end, 64, 0), -EFAULT, "into the hole alone");
	is_short(stub_getrandom(arena + PAGE - 8, 64, 0), 8, "into what is read-only behind its first bytes");
}

/* Whether there are bytes to be moved is not what an address is judged by. */
static void test_no_bytes(long fd)
{
	struct iovec outside = { (void *)DIRECT_MAP_BASE, 0 }, unmapped = { (void *)0x1000, 0 };

	is(stub_pread64(fd, (void *)0x1000, 0, 0), 0, "pread64 of no bytes to nowhere");
	is(stub_pread64(fd, (void *)DIRECT_MAP_BASE, 0, 0), -EFAULT, "to a kernel address");
	is(stub_write(1, (void *)DIRECT_MAP_BASE, 0), -EFAULT, "write of no bytes from one");
	is(stub_write(1, (void *)TASK_SIZE, 0), 0, "but the end of user mode's addresses is none");
	is(stub_syscall(SYS_readv, fd, (long)&unmapped, 1, 0, 0, 0), 0, "readv of no bytes to nowhere");
	is(stub_syscall(SYS_readv, fd, (long)&outside, 1, 0, 0, 0), -EFAULT, "to a kernel address");
	is(stub_syscall(SYS_rt_sigpending, 0x1000, 0, 0, 0, 0, 0), 0, "rt_sigpending of no bytes");
	is(stub_getrandom((void *)0x1000, 0, 0), 0, "getrandom of no bytes to nowhere");
	is(stub_pread64(fd, (void *)(TASK_SIZE - 4), 1ul << 62, 0), -EFAULT, "a length past all addresses");
	is(stub_pread64(fd, arena, -1ul, 0), -EFAULT, "one that wraps around");
}

static void test_last_byte(void)
{
	*last_byte = 0;
	is(stub_syscall(SYS_prctl, PR_SET_NAME, (long)last_byte, 0, 0, 0, 0), 0,
	   "a string may end in the last byte of all");
	is(stub_openat(AT_FDCWD, last_byte, O_RDONLY, 0), -ENOENT, "a path, too");
}

int main(int argc, char **argv, char **envp)
{
	long fd = open_self();

	(void)argc;
	(void)argv;
	(void)envp;
	make_arena();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(&rows[i], fd);
	for (size_t i = 0; i < arch_row_count; i++)
		test_row(&arch_rows[i], fd);
	test_half_good(fd);
	test_no_bytes(fd);
	test_last_byte();
	return done();
}
