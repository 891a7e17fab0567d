/*
 * clone(): each flag by itself, as Linux takes, ignores or refuses it, and the
 * words that it writes. Next: threads.c, for what threads then do.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/clone.h"
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/sched.h>
#include <linux/time_types.h>

/* What a thread cannot do without, and the word by which it is joined. */
#define BASE (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_CHILD_CLEARTID)
#define MUSL 0x7d0f00
#define GLIBC 0x3d0f00
#define DETACHED 0x00400000 /* no header has it any more */
#define NOWHERE ((uint32_t *)0x1000)

static struct user_thread thread;
static uint8_t stack[8192] __aligned_to(16);
static uint64_t tls[8];
static bool ran;

static void run(void *arg)
{
	(void)arg;
	WRITE_ONCE(ran, true);
}

static long clone(unsigned long flags, uint32_t *word, void *tls_at)
{
	ran = false;
	return thread_clone(flags, stack + sizeof(stack), word, tls_at, run, NULL);
}

/* With that flag a thread starts, runs, and clears its word when it ends. */
static void is_valid(unsigned long flag, const char *name)
{
	long tid;

	thread.word = 1; /* anything but 0: whether clone writes it is what flags are about */
	tid = clone(BASE | flag, &thread.word, tls);
	if (!ok(tid > 0, "%s: clone makes a thread", name)) {
		note("got %ld", tid);
		return;
	}
	thread_join(&thread);
	ok(READ_ONCE(ran), "%s: it runs", name);
}

static const struct {
	const char *name;
	unsigned long flag;
} valid[] = {
	{ "no other flag", 0 },
	{ "a signal", 17 },
	{ "all of the signal's bits", 0xff },
	{ "bits above the 32nd", 3ul << 32 },
	{ "CLONE_FS", CLONE_FS },
	{ "CLONE_FILES", CLONE_FILES },
	{ "CLONE_PTRACE", CLONE_PTRACE },
	{ "CLONE_VFORK", CLONE_VFORK },
	{ "CLONE_SYSVSEM", CLONE_SYSVSEM },
	{ "CLONE_SETTLS", CLONE_SETTLS },
	{ "CLONE_PARENT_SETTID", CLONE_PARENT_SETTID },
	{ "CLONE_CHILD_SETTID", CLONE_CHILD_SETTID },
	{ "CLONE_DETACHED", DETACHED },
	{ "CLONE_UNTRACED", CLONE_UNTRACED },
	{ "CLONE_IO", CLONE_IO },
	{ "musl's flags", MUSL },
	{ "glibc's flags", GLIBC },
};

static const struct {
	const char *name;
	unsigned long flags;
	long expected;
	bool trapgate; /* there alone: Linux makes a process or a namespace */
} refused[] = {
	{ "CLONE_THREAD alone", CLONE_THREAD, -EINVAL, false },
	{ "CLONE_SIGHAND alone", CLONE_SIGHAND, -EINVAL, false },
	{ "CLONE_THREAD without CLONE_SIGHAND", CLONE_VM | CLONE_THREAD, -EINVAL, false },
	{ "CLONE_THREAD without CLONE_VM", CLONE_THREAD | CLONE_SIGHAND, -EINVAL, false },
	{ "CLONE_NEWNS with CLONE_FS", BASE | CLONE_NEWNS | CLONE_FS, -EINVAL, false },
	{ "CLONE_NEWUSER with CLONE_FS", BASE | CLONE_NEWUSER | CLONE_FS, -EINVAL, false },
	{ "CLONE_NEWUSER with CLONE_THREAD", BASE | CLONE_NEWUSER, -EINVAL, false },
	{ "CLONE_NEWPID with CLONE_THREAD", BASE | CLONE_NEWPID, -EINVAL, false },
	{ "CLONE_NEWIPC with CLONE_SYSVSEM", BASE | CLONE_NEWIPC | CLONE_SYSVSEM, -EINVAL, false },
	{ "CLONE_PIDFD with CLONE_PARENT_SETTID", BASE | CLONE_PIDFD | CLONE_PARENT_SETTID, -EINVAL, false },
	{ "CLONE_PIDFD with CLONE_DETACHED", BASE | CLONE_PIDFD | DETACHED, -EINVAL, false },
	{ "CLONE_PIDFD with CLONE_THREAD", BASE | CLONE_PIDFD, -EINVAL, true },
	{ "CLONE_PARENT in the first process", BASE | CLONE_PARENT, -EINVAL, true },
	{ "CLONE_NEWUTS", BASE | CLONE_NEWUTS, -EINVAL, true },
	{ "CLONE_NEWIPC", BASE | CLONE_NEWIPC, -EINVAL, true },
	{ "CLONE_NEWNET", BASE | CLONE_NEWNET, -EINVAL, true },
	{ "CLONE_NEWCGROUP", BASE | CLONE_NEWCGROUP, -EINVAL, true },
	{ "CLONE_NEWNS", BASE | CLONE_NEWNS, -ENOSYS, true },
	{ "no flag", 0, -ENOSYS, true },
	{ "a signal alone", 17, -ENOSYS, true },
	{ "CLONE_VM alone", CLONE_VM, -ENOSYS, true },
	{ "CLONE_VM and CLONE_VFORK", CLONE_VM | CLONE_VFORK | 17, -ENOSYS, true },
	{ "CLONE_VM and CLONE_SIGHAND", CLONE_VM | CLONE_SIGHAND, -ENOSYS, true },
};

static void test_flags(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(valid); i++)
		is_valid(valid[i].flag, valid[i].name);
	for (unsigned int i = 0; i < ARRAY_SIZE(refused); i++) {
		thread.word = 1;
		if (!on_trapgate && refused[i].trapgate)
			skip("Linux makes a process or a namespace");
		else
			is(clone(refused[i].flags, &thread.word, tls), refused[i].expected, "%s",
			   refused[i].name);
	}
	is(thread.word, 1, "a clone that is refused writes no word");
	is(stub_syscall(SYS_clone3, 0, 0, 0, 0, 0, 0), on_trapgate ? -ENOSYS : -EINVAL,
	   "clone3 is not there, so that a C library takes clone");
}

static void write_seen(void *arg)
{
	uint32_t *seen = arg;

	*seen = READ_ONCE(thread.word);
}

/* What the word held while the thread ran: THREAD_FLAGS' two flags, and CLONE_CHILD_SETTID. */
static void test_words(void)
{
	static uint32_t seen;
	long tid;

	thread.word = 1;
	thread_clone(BASE, stack + sizeof(stack), &thread.word, NULL, write_seen, &seen);
	thread_join(&thread);
	is(seen, 1, "without a flag the word is not written before the thread runs");
	tid = thread_clone(BASE | CLONE_PARENT_SETTID, stack + sizeof(stack), &thread.word, NULL,
			   write_seen, &seen);
	thread_join(&thread);
	is(seen, tid, "CLONE_PARENT_SETTID has written it");
	thread.word = 1;
	tid = thread_clone(BASE | CLONE_CHILD_SETTID, stack + sizeof(stack), &thread.word, NULL,
			   write_seen, &seen);
	thread_join(&thread);
	is(seen, tid, "CLONE_CHILD_SETTID, too");
	is(thread.word, 0, "CLONE_CHILD_CLEARTID clears it");
}

static void wait_until_it_ran(void)
{
	const struct __kernel_timespec ms = { 0, 1000000 }, moment = { 0, 20000000 };

	for (int i = 0; i < 5000 && !READ_ONCE(ran); i++)
		stub_nanosleep(&ms, NULL);
	stub_nanosleep(&moment, NULL); /* off its stack */
}

/* No word that cannot be written stops a thread from being made. */
static void test_bad_words(void)
{
	ok(clone(BASE | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID, NOWHERE, NULL) > 0,
	   "words where nothing is mapped are no error");
	wait_until_it_ran();
	ok(READ_ONCE(ran), "the thread runs");
	ok(clone(BASE | CLONE_PARENT_SETTID, (uint32_t *)-4, NULL) > 0,
	   "nor is one at a kernel address");
	wait_until_it_ran();
	ok(READ_ONCE(ran), "the thread runs");
	thread.word = 1;
	is(clone(BASE | CLONE_SETTLS, &thread.word, (void *)-4096) < 0 ? -1 : 0, clone_refuses_tls,
	   "a thread pointer at a kernel address");
	if (!clone_refuses_tls)
		thread_join(&thread);
}

static void sleep_then_mark(void *arg)
{
	const struct __kernel_timespec moment = { 0, 30000000 };

	stub_nanosleep(&moment, NULL);
	run(arg);
}

static void test_vfork(void)
{
	ran = false;
	thread_clone(BASE | CLONE_VFORK, stack + sizeof(stack), &thread.word, NULL,
		     sleep_then_mark, NULL);
	ok(READ_ONCE(ran), "CLONE_VFORK returns when the thread has ended");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	test_flags();
	test_words();
	test_bad_words();
	test_vfork();
	return done();
}
