/*
 * clone for threads, futex, exit of one thread, sched_yield, the thread pointer.
 * Next: <arch>/threads.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/futex.h>
#include <linux/sched.h>

#define THREADS 8
#define STACK_SIZE 16384
#define WAKE_ALL 0x7fffffff

/* The word that the thread pointer points to. */
uint64_t thread_pointer_word(void);

static struct {
	struct user_thread thread;
	uint8_t stack[STACK_SIZE] __aligned_to(16);
	long tid, pid;
	uint64_t tls, tls_seen;
	long waited;
} threads[THREADS];

static uint32_t word;

static long start(unsigned int n, void (*fn)(void *))
{
	return thread_start(&threads[n].thread, threads[n].stack + STACK_SIZE, fn, &threads[n]);
}

static void join(unsigned int n)
{
	if (thread_join(&threads[n].thread))
		die("thread %u cannot be joined", n);
}

static void tell_ids(void *arg)
{
	__typeof__(&threads[0]) self = arg;

	self->tid = stub_gettid();
	self->pid = stub_getpid();
}

static void test_ids(void)
{
	long tid = start(0, tell_ids);

	ok(tid > 0, "clone gives the new thread's id");
	join(0);
	is(threads[0].tid, tid, "gettid gives the same in the thread");
	is(threads[0].pid, stub_getpid(), "getpid is the process's");
	ok(tid != stub_gettid(), "ids differ");
	is(threads[0].thread.word, 0, "CLONE_CHILD_CLEARTID: its word is cleared at its end");
}

static void read_tls(void *arg)
{
	__typeof__(&threads[0]) self = arg;

	stub_sched_yield();
	self->tls_seen = thread_pointer_word();
}

/* Each has its own, and keeps it while the others run. */
static void test_tls(void)
{
	for (unsigned int i = 0; i < THREADS; i++) {
		threads[i].tls = 0x1000 + i;
		thread_clone(THREAD_FLAGS | CLONE_SETTLS, threads[i].stack + STACK_SIZE,
			     &threads[i].thread.word, &threads[i].tls, read_tls, &threads[i]);
	}
	for (unsigned int i = 0; i < THREADS; i++) {
		join(i);
		is((long)threads[i].tls_seen, (long)threads[i].tls, "thread %u has its own TLS", i);
	}
}

/* Until the first thread, which no word tells of, has told its id, and is off its stack. */
static void wait_for_first(long tid)
{
	const struct { long seconds, nanoseconds; } ms = { 0, 1000000 }, moment = { 0, 20000000 };

	for (int i = 0; i < 5000 && READ_ONCE(threads[0].tid) != tid; i++)
		stub_nanosleep((const void *)&ms, NULL);
	stub_nanosleep((const void *)&moment, NULL);
}

static void test_set_tid(void)
{
	const unsigned long no_words = THREAD_FLAGS & ~(CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID);
	uint32_t *tid_word = &threads[0].thread.word;
	long tid;

	*tid_word = 0;
	tid = thread_clone(no_words, threads[0].stack + STACK_SIZE, tid_word, NULL, tell_ids,
			   &threads[0]);
	wait_for_first(tid);
	is(*tid_word, 0, "no word is written without being asked");
	is(threads[0].tid, tid, "though the thread ran");
	*tid_word = 0;
	tid = thread_clone(no_words | CLONE_CHILD_SETTID, threads[0].stack + STACK_SIZE, tid_word,
			   NULL, tell_ids, &threads[0]);
	wait_for_first(tid);
	is(*tid_word, tid, "CLONE_CHILD_SETTID writes the child's word");
}

static void test_clone_errors(void)
{
	is(stub_syscall(SYS_clone, CLONE_VM | CLONE_THREAD, 0, 0, 0, 0, 0), -EINVAL,
	   "CLONE_THREAD without CLONE_SIGHAND");
	is(stub_syscall(SYS_clone, CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0, 0), -EINVAL,
	   "CLONE_SIGHAND without CLONE_VM");
	if (on_trapgate)
		is(stub_syscall(SYS_clone, 17, 0, 0, 0, 0, 0), -ENOSYS, "clone without CLONE_VM");
	else
		skip("Linux makes a process");
}

static void test_futex_errors(void)
{
	word = 5;
	is(stub_futex(&word, FUTEX_WAIT, 4, NULL, NULL, 0), -EAGAIN, "wait for another value");
	is(stub_futex(&word, FUTEX_WAIT_PRIVATE, 4, NULL, NULL, 0), -EAGAIN, "privately, too");
	is(stub_futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0), 0, "wake where nobody waits");
	is(stub_futex((uint32_t *)((char *)&word + 1), FUTEX_WAIT, 5, NULL, NULL, 0), -EINVAL,
	   "wait on an odd address");
	is(stub_futex((uint32_t *)((char *)&word + 1), FUTEX_WAKE, 5, NULL, NULL, 0), -EINVAL,
	   "wake on an odd address");
	is(stub_futex((uint32_t *)8, FUTEX_WAIT, 0, NULL, NULL, 0), -EFAULT,
	   "wait where nothing is mapped");
	is(stub_futex((uint32_t *)-4096, FUTEX_WAIT, 0, NULL, NULL, 0), -EFAULT,
	   "wait at a kernel address");
	is(stub_futex(&word, FUTEX_WAIT_BITSET, 5, NULL, NULL, 0), -EINVAL, "wait with an empty mask");
	is(stub_futex(&word, FUTEX_WAIT_BITSET, 4, NULL, NULL, -1), -EAGAIN,
	   "wait with a mask for another value");
	is(stub_futex(&word, 99, 0, NULL, NULL, 0), -ENOSYS, "an operation that there is not");
}

static uint32_t waiting;

static void wait_for_wake(void *arg)
{
	__typeof__(&threads[0]) self = arg;
	bool bitset = (self - threads) & 1;

	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	self->waited = stub_futex(&word, bitset ? FUTEX_WAIT_BITSET_PRIVATE : FUTEX_WAIT_PRIVATE, 0,
				  NULL, NULL, bitset ? 0x100 : 0);
	__atomic_sub_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
}

/* Until n of them wait or are about to; then long enough that they do. Threads that woke lower it themselves. */
static void settle(uint32_t n)
{
	const struct { long seconds, nanoseconds; } ms = { 0, 1000000 }, moment = { 0, 20000000 };

	for (int i = 0; i < 5000 && READ_ONCE(waiting) != n; i++)
		stub_nanosleep((const void *)&ms, NULL);
	stub_nanosleep((const void *)&moment, NULL);
}

static void test_futex_wake(void)
{
	word = 0;
	for (unsigned int i = 0; i < THREADS; i++)
		start(i, wait_for_wake);
	settle(THREADS);
	is(stub_futex(&word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), 1, "one of eight is woken");
	settle(THREADS - 1);
	is(READ_ONCE(waiting), THREADS - 1, "one alone");
	is(stub_futex(&word, FUTEX_WAKE_PRIVATE, 3, NULL, NULL, 0), 3, "three are woken");
	is(stub_futex(&word, FUTEX_WAKE_PRIVATE, WAKE_ALL, NULL, NULL, 0), THREADS - 4,
	   "then the rest, whatever their masks");
	is(stub_futex(&word, FUTEX_WAKE_PRIVATE, WAKE_ALL, NULL, NULL, 0), 0, "then none");
	for (unsigned int i = 0; i < THREADS; i++) {
		join(i);
		is(threads[i].waited, 0, "thread %u was woken", i);
	}
}

static uint32_t turn;

static void take_turns(void *arg)
{
	(void)arg;
	for (int i = 0; i < 100; i++) {
		while (READ_ONCE(turn) != 1)
			stub_sched_yield();
		WRITE_ONCE(turn, 0);
	}
}

static void test_yield(void)
{
	start(0, take_turns);
	for (int i = 0; i < 100; i++) {
		WRITE_ONCE(turn, 1);
		while (READ_ONCE(turn) == 1)
			stub_sched_yield();
	}
	join(0);
	ok(true, "two threads take a hundred turns by sched_yield");
}

/* Neither stacks nor thread structures may be lost on the way. */
static void test_many(void)
{
	unsigned int made = 0;

	for (unsigned int i = 0; i < 3000; i++) {
		unsigned int n = i % THREADS;

		if (start(n, tell_ids) > 0)
			made++;
		if (n == THREADS - 1)
			for (n = 0; n < THREADS; n++)
				join(n);
	}
	is(made, 3000, "3000 threads, one after the other");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	test_ids();
	test_tls();
	test_set_tid();
	test_clone_errors();
	test_futex_errors();
	test_futex_wake();
	test_yield();
	test_many();
	return done();
}
