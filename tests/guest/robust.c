/*
 * set_robust_list(): what becomes of the locks that a thread holds at its end.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/futex.h>
#include <linux/time_types.h>

#define LOCKS 3000
#define ANOTHER 0x3ffffff0 /* no thread's id */
#define NOWHERE ((struct robust_list *)0x1000)

struct lock {
	struct robust_list entry;
	long unused;
	uint32_t word;
};
#define WORD_OFFSET ((long)offsetof(struct lock, word))

static struct lock locks[LOCKS], pending;
static struct robust_list_head head;
static struct user_thread owner, waiter;
static uint8_t owner_stack[8192] __aligned_to(16), waiter_stack[8192] __aligned_to(16);
static uint32_t tid;
static long set_result, waited;

/* The first n locks, linked. The last's next is the head, as it should be. */
static void link(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		locks[i].entry.next = i + 1 < n ? &locks[i + 1].entry : &head.list;
		locks[i].word = tid;
	}
	head.list.next = n ? &locks[0].entry : &head.list;
	head.futex_offset = WORD_OFFSET;
	head.list_op_pending = NULL;
}

static void (*prepare)(void);

/* Takes the locks under its own id, and ends. */
static void die_with_locks(void *arg)
{
	(void)arg;
	tid = stub_gettid();
	prepare();
	set_result = stub_set_robust_list(&head, sizeof(head));
}

static void run_owner(void (*fn)(void))
{
	prepare = fn;
	if (thread_start(&owner, owner_stack + sizeof(owner_stack), die_with_locks, NULL) < 0 ||
	    thread_join(&owner))
		die("cannot start or join the owner");
	is(set_result, 0, "set_robust_list");
}

static void wait_on_word(void *arg)
{
	const struct __kernel_timespec seconds = { 5, 0 };

	waited = stub_futex(arg, FUTEX_WAIT, *(uint32_t *)arg, &seconds, NULL, 0);
}

/* One thread waits on the word, which holds that value. */
static void start_waiter(uint32_t *word, uint32_t value)
{
	const struct __kernel_timespec moment = { 0, 30000000 };

	*word = value;
	thread_start(&waiter, waiter_stack + sizeof(waiter_stack), wait_on_word, word);
	stub_nanosleep(&moment, NULL);
}

static void waiter_is(long expected, const char *name)
{
	stub_futex(&locks[0].word, FUTEX_WAKE, 1, NULL, NULL, 0);
	stub_futex(&pending.word, FUTEX_WAKE, 1, NULL, NULL, 0);
	thread_join(&waiter);
	is(waited, expected, "%s", name);
}

static void four_kinds(void)
{
	link(4);
	locks[1].word = tid | FUTEX_WAITERS;
	locks[2].word = ANOTHER;
	locks[3].word = 0;
}

static void test_kinds(void)
{
	run_owner(four_kinds);
	is(locks[0].word, FUTEX_OWNER_DIED, "a held lock's owner has died");
	is(locks[1].word, FUTEX_OWNER_DIED | FUTEX_WAITERS, "a held lock with waiters keeps that bit");
	is(locks[2].word, ANOTHER, "another's lock is left alone");
	is(locks[3].word, 0, "so is a free one");
}

static void empty(void)
{
	link(0);
	locks[0].word = tid;
}

static void wrong_head(void)
{
	link(1);
	head.list.next = NOWHERE;
	head.list_op_pending = &pending.entry;
	pending.word = tid;
}

static void test_ends_of_list(void)
{
	run_owner(empty);
	is(locks[0].word, tid, "an empty list names no lock");
	run_owner(wrong_head);
	is(pending.word, tid, "after a bad pointer even the pending lock is not looked at");
}

static void bad_pointer(void)
{
	link(3);
	locks[1].entry.next = NOWHERE;
}

static void odd_word(void)
{
	link(3);
	locks[1].entry.next = (struct robust_list *)((char *)&locks[2].entry + 2);
	locks[2].entry.next = &head.list;
}

static void test_garbage(void)
{
	run_owner(bad_pointer);
	is(locks[0].word, FUTEX_OWNER_DIED, "the lock before a bad pointer");
	is(locks[1].word, FUTEX_OWNER_DIED, "the lock that holds one");
	is(locks[2].word, tid, "is the last");
	run_owner(odd_word);
	is(locks[1].word, FUTEX_OWNER_DIED, "the lock before an unaligned word");
	is(locks[2].word, tid, "is the last");
}

static void too_long(void)
{
	link(LOCKS);
	head.list_op_pending = &pending.entry;
	pending.word = tid;
}

static void ring_without_head(void)
{
	link(2);
	locks[1].entry.next = &locks[0].entry;
}

static void test_limit(void)
{
	unsigned int died = 0;

	run_owner(too_long);
	for (unsigned int i = 0; i < LOCKS; i++)
		died += locks[i].word == FUTEX_OWNER_DIED;
	is(died, ROBUST_LIST_LIMIT, "no more locks than the limit are looked at");
	is(locks[ROBUST_LIST_LIMIT].word, tid, "they are the first");
	is(pending.word, FUTEX_OWNER_DIED, "the pending one is, all the same");
	run_owner(ring_without_head);
	is(locks[1].word, FUTEX_OWNER_DIED, "a ring without its head ends, too");
}

static void pending_in_list(void)
{
	link(2);
	head.list_op_pending = &locks[0].entry;
	locks[0].word = tid;
}

static void pending_held(void)
{
	link(0);
	head.list_op_pending = &pending.entry;
	pending.word = tid | FUTEX_WAITERS;
}

static void pending_free(void)
{
	link(0);
	head.list_op_pending = &pending.entry;
}

static void test_pending(void)
{
	run_owner(pending_in_list);
	is(locks[0].word, FUTEX_OWNER_DIED, "a pending lock that is in the list, too");
	run_owner(pending_held);
	is(pending.word, FUTEX_OWNER_DIED | FUTEX_WAITERS, "one that is not");
	start_waiter(&pending.word, 0);
	run_owner(pending_free);
	is(pending.word, 0, "a pending lock that is free stays so");
	waiter_is(0, "and who waits for it is woken");
}

static void waited_for(void)
{
	link(1);
	locks[0].word = tid | FUTEX_WAITERS;
}

static void waited_for_unsaid(void)
{
	link(1);
}

static void test_wake(void)
{
	uint32_t *word = &locks[0].word;

	start_waiter(word, 1);
	run_owner(waited_for);
	is(stub_futex(word, FUTEX_WAKE, 1, NULL, NULL, 0), 0, "nobody waits any more");
	waiter_is(0, "who waits for a held lock is woken");
	start_waiter(word, 1);
	run_owner(waited_for_unsaid);
	is(stub_futex(word, FUTEX_WAKE, 1, NULL, NULL, 0), 1, "without FUTEX_WAITERS nobody is woken");
	waiter_is(0, "until another does");
}

static void with_priority_inheritance(void)
{
	link(2);
	head.list.next = (struct robust_list *)((uintptr_t)&locks[0].entry | 1);
	locks[0].word = tid | FUTEX_WAITERS;
}

static void test_pi(void)
{
	start_waiter(&locks[0].word, 1);
	run_owner(with_priority_inheritance);
	is(locks[0].word, FUTEX_OWNER_DIED | FUTEX_WAITERS, "a lock with priority inheritance is marked");
	is(locks[1].word, FUTEX_OWNER_DIED, "the next one, too");
	is(stub_futex(&locks[0].word, FUTEX_WAKE, 1, NULL, NULL, 0), 1, "its waiter is not woken");
	waiter_is(0, "until another does");
}

static long get_list(long of, void *head_to, void *size_to)
{
	return stub_syscall(SYS_get_robust_list, of, (long)head_to, (long)size_to, 0, 0, 0);
}

/* Linux lets go of an id some time after the thread was joined. */
static long get_list_of_ended(long of, void *head_to, void *size_to)
{
	const struct __kernel_timespec ms = { 0, 1000000 };
	long result = get_list(of, head_to, size_to);

	for (int i = 0; i < 1000 && !result; i++) {
		stub_nanosleep(&ms, NULL);
		result = get_list(of, head_to, size_to);
	}
	return result;
}

static void test_get(void)
{
	void *seen = NULL;
	size_t size = 0;

	stub_set_robust_list(&head, sizeof(head));
	is(get_list(0, &seen, &size), 0, "get_robust_list");
	ok(seen == &head, "gives the head");
	is(size, sizeof(head), "and its size");
	seen = NULL;
	is(get_list(stub_gettid(), &seen, &size), 0, "by its own id");
	ok(seen == &head, "gives the same");
	is(get_list(ANOTHER, &seen, &size), -ESRCH, "of a thread that there is not");
	is(get_list(-1, &seen, &size), -ESRCH, "of a negative id");
	is(get_list(0, NOWHERE, &size), -EFAULT, "the head to nowhere");
	is(get_list(0, &seen, NOWHERE), -EFAULT, "the size to nowhere");
	is(get_list_of_ended(tid, &seen, &size), -ESRCH, "of a thread that has ended");
}

static void test_errors(void)
{
	is(stub_set_robust_list(&head, sizeof(head) - 1), -EINVAL, "a head too small");
	is(stub_set_robust_list(&head, sizeof(head) + 8), -EINVAL, "a head too large");
	is(stub_set_robust_list(NULL, 0), -EINVAL, "none of no size");
	is(stub_set_robust_list((void *)-4096, sizeof(head)), 0, "any address is taken");
	is(stub_set_robust_list(NULL, sizeof(head)), 0, "no list");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_kinds();
	test_ends_of_list();
	test_garbage();
	test_limit();
	test_pending();
	test_wake();
	test_pi();
	test_get();
	test_errors();
	return done();
}
