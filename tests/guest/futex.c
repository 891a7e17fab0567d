/*
 * futex(): each error in the order in which Linux finds them, and what each
 * operation does to threads that wait. Next: threads.c.
 * SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/futex.h>
#include <linux/mman.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define WAITERS 6
#define STACK_SIZE 8192
#define ALL 0x7fffffff
#define NOWHERE ((uint32_t *)0x1000)
#define KERNEL ((uint32_t *)-4096)
#define ODD ((uint32_t *)((char *)words + 1))
#define OP(op, arg, cmp, cmparg) FUTEX_OP(FUTEX_OP_##op, arg, FUTEX_OP_CMP_##cmp, cmparg)
/* Encodings that there are not. */
#define OP_UNKNOWN FUTEX_OP(5, 1, FUTEX_OP_CMP_EQ, 0)
#define CMP_UNKNOWN FUTEX_OP(FUTEX_OP_SET, 77, 6, 0)

static uint32_t words[2];
static const struct __kernel_timespec ms = { 0, 1000000 }, past = { 0, 0 };
static const struct __kernel_timespec negative = { -1, 0 }, overfull = { 0, 1000000000 };

static const struct {
	const char *name;
	uint32_t *word;
	int op;
	long value;
	const void *value2;
	uint32_t *word2;
	long value3;
	long expected;
} rows[] = {
	/* words[0] is 5, words[1] is 6. */
	{ "WAIT: another value", words, FUTEX_WAIT, 4, NULL, NULL, 0, -EAGAIN },
	{ "WAIT_PRIVATE: another value", words, FUTEX_WAIT_PRIVATE, 4, NULL, NULL, 0, -EAGAIN },
	{ "WAIT: 32 bits of the value count", words, FUTEX_WAIT, 1l << 32 | 5, &ms, NULL, 0, -ETIMEDOUT },
	{ "WAIT: an odd address", ODD, FUTEX_WAIT, 5, NULL, NULL, 0, -EINVAL },
	{ "WAIT: nothing mapped", NOWHERE, FUTEX_WAIT, 0, NULL, NULL, 0, -EFAULT },
	{ "WAIT_PRIVATE: nothing mapped", NOWHERE, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0, -EFAULT },
	{ "WAIT: a kernel address", KERNEL, FUTEX_WAIT, 0, NULL, NULL, 0, -EFAULT },
	{ "WAIT: an odd kernel address", (uint32_t *)-1, FUTEX_WAIT, 0, NULL, NULL, 0, -EINVAL },
	{ "WAIT: no word at 0", NULL, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0, -EFAULT },
	{ "WAIT: a time-out", words, FUTEX_WAIT, 5, &ms, NULL, 0, -ETIMEDOUT },
	{ "WAIT: no time at all", words, FUTEX_WAIT, 5, &past, NULL, 0, -ETIMEDOUT },
	{ "WAIT: another value before the time-out", words, FUTEX_WAIT, 4, &past, NULL, 0, -EAGAIN },
	{ "WAIT: negative seconds", words, FUTEX_WAIT, 5, &negative, NULL, 0, -EINVAL },
	{ "WAIT: too many nanoseconds", words, FUTEX_WAIT, 5, &overfull, NULL, 0, -EINVAL },
	{ "WAIT: a bad time-out before another value", words, FUTEX_WAIT, 4, &overfull, NULL, 0, -EINVAL },
	{ "WAIT: a time-out nowhere", words, FUTEX_WAIT, 5, NOWHERE, NULL, 0, -EFAULT },
	{ "WAIT: a time-out nowhere before an odd address", ODD, FUTEX_WAIT, 5, NOWHERE, NULL, 0, -EFAULT },
	{ "WAIT: CLOCK_REALTIME", words, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 4, NULL, NULL, 0, -ENOSYS },
	{ "WAIT: CLOCK_REALTIME behind a bad time-out", words, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 4,
	  &overfull, NULL, 0, -EINVAL },

	{ "WAIT_BITSET: no mask", words, FUTEX_WAIT_BITSET, 5, NULL, NULL, 0, -EINVAL },
	{ "WAIT_BITSET: no mask before an odd address", ODD, FUTEX_WAIT_BITSET, 5, NULL, NULL, 0, -EINVAL },
	{ "WAIT_BITSET: no mask before nowhere", NOWHERE, FUTEX_WAIT_BITSET, 5, NULL, NULL, 0, -EINVAL },
	{ "WAIT_BITSET: another value", words, FUTEX_WAIT_BITSET, 4, NULL, NULL, -1, -EAGAIN },
	{ "WAIT_BITSET: a time that is past", words, FUTEX_WAIT_BITSET, 5, &ms, NULL, -1, -ETIMEDOUT },
	{ "WAIT_BITSET: the same by CLOCK_REALTIME", words, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 5,
	  &ms, NULL, 1, -ETIMEDOUT },
	{ "WAIT_BITSET: too many nanoseconds", words, FUTEX_WAIT_BITSET, 5, &overfull, NULL, 0, -EINVAL },
	{ "WAIT_BITSET: a time-out nowhere before no mask", words, FUTEX_WAIT_BITSET, 5, NOWHERE, NULL, 0, -EFAULT },

	{ "WAKE: nobody waits", words, FUTEX_WAKE, 1, NULL, NULL, 0, 0 },
	{ "WAKE: an odd address", ODD, FUTEX_WAKE, 1, NULL, NULL, 0, -EINVAL },
	{ "WAKE: nothing mapped", NOWHERE, FUTEX_WAKE, 1, NULL, NULL, 0, -EFAULT },
	{ "WAKE_PRIVATE: nothing mapped", NOWHERE, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0, 0 },
	{ "WAKE_PRIVATE: a kernel address", KERNEL, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0, -EFAULT },
	{ "WAKE: no time-out is looked at", words, FUTEX_WAKE, 1, NOWHERE, NULL, 0, 0 },
	{ "WAKE: CLOCK_REALTIME", words, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0, -ENOSYS },
	{ "WAKE_BITSET: no mask", words, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0, -EINVAL },
	{ "WAKE_BITSET: nobody waits", words, FUTEX_WAKE_BITSET, 1, NULL, NULL, 1, 0 },

	{ "REQUEUE: nobody waits", words, FUTEX_REQUEUE, 1, (void *)1, words + 1, 0, 0 },
	{ "REQUEUE: a negative number to wake", words, FUTEX_REQUEUE, -1, (void *)1, words + 1, 0, -EINVAL },
	{ "REQUEUE: a negative number to move", words, FUTEX_REQUEUE, 1, (void *)-1, words + 1, 0, -EINVAL },
	{ "REQUEUE: that before an odd address", ODD, FUTEX_REQUEUE, 1, (void *)-1, words + 1, 0, -EINVAL },
	{ "REQUEUE: an odd second address", words, FUTEX_REQUEUE, 1, (void *)1, ODD, 0, -EINVAL },
	{ "REQUEUE: no second word", words, FUTEX_REQUEUE, 1, (void *)1, NOWHERE, 0, -EFAULT },
	{ "REQUEUE: no first word before an odd second", NOWHERE, FUTEX_REQUEUE, 1, (void *)1, ODD, 0, -EFAULT },
	{ "CMP_REQUEUE: another value", words, FUTEX_CMP_REQUEUE, 1, (void *)1, words + 1, 4, -EAGAIN },
	{ "CMP_REQUEUE: the value", words, FUTEX_CMP_REQUEUE, 1, (void *)1, words + 1, 5, 0 },
	{ "CMP_REQUEUE_PRIVATE: no first word", NOWHERE, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)1, words, 5, -EFAULT },
	{ "CMP_REQUEUE_PRIVATE: no second word", words, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)1, NOWHERE, 5, 0 },

	{ "WAKE_OP: an odd first address", ODD, FUTEX_WAKE_OP, 1, (void *)1, words, OP(SET, 0, EQ, 0), -EINVAL },
	{ "WAKE_OP: an odd second address", words, FUTEX_WAKE_OP, 1, (void *)1, ODD, OP(SET, 0, EQ, 0), -EINVAL },
	{ "WAKE_OP_PRIVATE: no second word", words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, NOWHERE,
	  OP(SET, 0, EQ, 0), -EFAULT },
	{ "WAKE_OP_PRIVATE: the first word is not looked at", NOWHERE, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1,
	  words + 1, OP(SET, 6, EQ, 0), 0 },
	{ "WAKE_OP: no such operation", words, FUTEX_WAKE_OP, 1, (void *)1, words + 1, OP_UNKNOWN, -ENOSYS },
	{ "WAKE_OP_PRIVATE: that before no second word", words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, NOWHERE,
	  OP_UNKNOWN, -ENOSYS },

	{ "no such operation", words, 99, 0, NULL, NULL, 0, -ENOSYS },
	{ "FUTEX_FD, which is no more", words, FUTEX_FD, 0, NULL, NULL, 0, -ENOSYS },
	{ "no such flag", words, FUTEX_WAKE | 512, 1, NULL, NULL, 0, -ENOSYS },
};

static void test_rows(void)
{
	words[0] = 5;
	words[1] = 6;
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++)
		is(stub_futex(rows[i].word, rows[i].op, rows[i].value, rows[i].value2, rows[i].word2,
			      rows[i].value3),
		   rows[i].expected, "%s", rows[i].name);
	is(words[0], 5, "the first word is as it was");
	is(words[1], 6, "the second, too");
}

static void test_read_only(void)
{
	uint32_t *page = (void *)stub_mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	is(stub_futex(page, FUTEX_WAIT_PRIVATE, 0, &ms, NULL, 0), -ETIMEDOUT,
	   "a word that can only be read can be waited on privately");
	is(stub_futex(words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, page, OP(ADD, 1, EQ, 0)), -EFAULT,
	   "but not be changed by WAKE_OP");
	stub_munmap(page, 4096);
}

static const struct {
	const char *name;
	uint32_t old, encoded, new;
	bool passes;
} operations[] = {
	{ "SET", 5, OP(SET, 9, EQ, 5), 9, true },
	{ "SET to a negative number", 5, OP(SET, -3, EQ, 6), -3, false },
	{ "ADD", 5, OP(ADD, 2, NE, 5), 7, false },
	{ "ADD of a negative number", 5, OP(ADD, -6, NE, 4), -1, true },
	{ "ADD past the end", 0xffffffff, OP(ADD, 1, LT, 0), 0, true },
	{ "OR", 5, OP(OR, 2, LT, 5), 7, false },
	{ "ANDN", 7, OP(ANDN, 2, LE, 7), 5, true },
	{ "XOR", 7, OP(XOR, 13, GT, 6), 10, true },
	{ "GT of the same", 7, OP(XOR, 0, GT, 7), 7, false },
	{ "GE of the same", 7, OP(XOR, 0, GE, 7), 7, true },
	{ "comparisons have a sign", 0x80000000, OP(OR, 0, GE, -5), 0x80000000, false },
	{ "a comparison with a negative number", -5, OP(OR, 0, EQ, -5), -5, true },
	{ "a shifted operand", 0, FUTEX_OP((FUTEX_OP_OR | FUTEX_OP_OPARG_SHIFT), 31, FUTEX_OP_CMP_EQ, 0),
	  0x80000000, true },
	{ "a shift by 33, which is one by 1", 0,
	  FUTEX_OP((FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT), 33, FUTEX_OP_CMP_EQ, 0), 2, true },
};

static struct {
	struct user_thread thread;
	uint8_t stack[STACK_SIZE] __aligned_to(16);
	uint32_t *word;
	int op;
	uint32_t mask;
	long waited;
	unsigned int order;
} waiters[WAITERS];

static unsigned int waiting, order;

static void wait_on_word(void *arg)
{
	__typeof__(&waiters[0]) self = arg;

	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	self->waited = stub_futex(self->word, self->op, 0, NULL, NULL, self->mask);
	self->order = __atomic_add_fetch(&order, 1, __ATOMIC_SEQ_CST);
	__atomic_sub_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
}

/* Until n are left that wait or are about to; then long enough that they do. */
static void settle(unsigned int n)
{
	const struct __kernel_timespec moment = { 0, 20000000 };

	for (int i = 0; i < 500 && READ_ONCE(waiting) != n; i++)
		stub_nanosleep(&ms, NULL);
	stub_nanosleep(&moment, NULL);
}

static void start(unsigned int n, uint32_t *word, int op, uint32_t mask)
{
	waiters[n].word = word;
	waiters[n].op = op;
	waiters[n].mask = mask;
	waiters[n].order = 0;
	if (thread_start(&waiters[n].thread, waiters[n].stack + STACK_SIZE, wait_on_word,
			 &waiters[n]) < 0)
		die("cannot start waiter %u", n);
	settle(n + 1);
}

/* All wait, in their order, on words[0], which is 0. */
static void start_all(int op)
{
	words[0] = words[1] = 0;
	order = 0;
	for (unsigned int i = 0; i < WAITERS; i++)
		start(i, words, op, 1u << i);
}

static void join_all(void)
{
	for (unsigned int i = 0; i < WAITERS; i++) {
		if (thread_join(&waiters[i].thread))
			die("waiter %u cannot be joined", i);
		is(waiters[i].waited, 0, "waiter %u was woken", i);
	}
}

static long wake(uint32_t *word, long n)
{
	return stub_futex(word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
}

static void test_operations(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(operations); i++) {
		long woken;

		words[1] = operations[i].old;
		woken = stub_futex(words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, words + 1,
				   operations[i].encoded);
		is(woken, 0, "WAKE_OP: %s", operations[i].name);
		is(words[1], operations[i].new, "WAKE_OP: %s: the word", operations[i].name);
	}
	words[1] = 1;
	is(stub_futex(words, FUTEX_WAKE_OP, 1, (void *)1, words + 1, CMP_UNKNOWN), -ENOSYS,
	   "WAKE_OP: no such comparison");
	is(words[1], 77, "though the operation was done");
}

/* What the comparison says shows only where somebody waits on the second word. */
static void test_comparisons(void)
{
	static uint32_t waited_on;

	for (unsigned int i = 0; i < ARRAY_SIZE(operations); i++) {
		waited_on = 0;
		start(0, &waited_on, FUTEX_WAIT_PRIVATE, 0);
		WRITE_ONCE(waited_on, operations[i].old);
		is(stub_futex(words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, &waited_on,
			      operations[i].encoded),
		   operations[i].passes, "WAKE_OP: %s: wakes on the second word", operations[i].name);
		wake(&waited_on, 1);
		thread_join(&waiters[0].thread);
	}
}

static void test_wake(void)
{
	start_all(FUTEX_WAIT_PRIVATE);
	is(wake(words + 1, ALL), 0, "WAKE of another word wakes nobody");
	is(stub_futex(words, FUTEX_WAKE, ALL, NULL, NULL, 0), 0, "nor does a shared one");
	is(wake(words, 1), 1, "WAKE of one");
	settle(WAITERS - 1);
	is(waiters[0].order, 1, "is of the first that came");
	is(wake(words, 0), 1, "WAKE of none is of one");
	is(wake(words, -1), 1, "so is WAKE of a negative number");
	settle(WAITERS - 3);
	is(waiters[1].order && waiters[2].order, 1, "they go in their order");
	is(wake(words, ALL), WAITERS - 3, "WAKE of all");
	is(wake(words, ALL), 0, "leaves none");
	join_all();
}

static void test_shared(void)
{
	start_all(FUTEX_WAIT);
	is(wake(words, ALL), 0, "a private WAKE does not reach those that wait shared");
	is(stub_futex(words, FUTEX_WAKE, ALL, NULL, NULL, 0), WAITERS, "a shared one does");
	join_all();
}

static long wake_bitset(uint32_t mask)
{
	return stub_futex(words, FUTEX_WAKE_BITSET_PRIVATE, ALL, NULL, NULL, mask);
}

static void join_first(void)
{
	thread_join(&waiters[0].thread);
	is(waiters[0].waited, 0, "it was woken");
}

/* One word at two addresses: mremap of no bytes maps shared memory once more. */
static void test_shared_memory(void)
{
	uint32_t *word = (void *)stub_mmap(NULL, 4096, PROT_READ | PROT_WRITE,
					   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	long other = stub_syscall(SYS_mremap, (long)word, 0, 4096, MREMAP_MAYMOVE, 0, 0);

	if (IS_ERROR(other)) {
		is(other, -ENOSYS, "shared memory cannot be mapped once more");
		return;
	}
	start(0, word, FUTEX_WAIT, 0);
	is(stub_futex((void *)other, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), 0,
	   "shared memory: a private WAKE at another address");
	is(stub_futex((void *)other, FUTEX_WAKE, 1, NULL, NULL, 0), 1, "a shared one does wake");
	join_first();
	start(0, word, FUTEX_WAIT_PRIVATE, 0);
	is(stub_futex((void *)other, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), 0,
	   "a private WAIT is at one address");
	is(wake(word, 1), 1, "where it can be woken");
	join_first();
}

static void test_bitset(void)
{
	start_all(FUTEX_WAIT_BITSET_PRIVATE);
	is(wake_bitset(1u << 31), 0, "WAKE_BITSET wakes nobody with other bits");
	is(wake_bitset(1u << 3), 1, "WAKE_BITSET wakes the one with its bit");
	settle(WAITERS - 1);
	is(waiters[3].order, 1, "and no other");
	is(wake_bitset(1u << 0 | 1u << 5), 2, "the first and the last");
	is(wake_bitset(-1), WAITERS - 3, "then all");
	join_all();
}

static void test_requeue(void)
{
	start_all(FUTEX_WAIT_PRIVATE);
	is(stub_futex(words, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)2, words + 1, 0), 3,
	   "CMP_REQUEUE wakes one, moves two, counts three");
	settle(WAITERS - 1);
	is(waiters[0].order, 1, "it wakes the first");
	is(wake(words + 1, 1), 1, "one of the moved is woken on the other word");
	settle(WAITERS - 2);
	is(waiters[1].order, 2, "the second that came");
	is(stub_futex(words, FUTEX_REQUEUE_PRIVATE, 0, (void *)ALL, words + 1, 0), WAITERS - 3,
	   "REQUEUE moves the rest");
	is(wake(words, ALL), 0, "nobody waits on the first word");
	is(stub_futex(words + 1, FUTEX_REQUEUE_PRIVATE, 0, (void *)ALL, words + 1, 0), WAITERS - 2,
	   "REQUEUE to the same word counts and moves nobody");
	is(wake(words + 1, ALL), WAITERS - 2, "all are woken on the second");
	join_all();
}

static long long now(long clock)
{
	struct __kernel_timespec t;

	stub_clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* Times that are to come: a span, and a point on either clock. */
static void test_time_outs(void)
{
	static const struct {
		const char *name;
		int op;
		long clock;
	} waits[] = {
		{ "WAIT's time-out is a span", FUTEX_WAIT, CLOCK_MONOTONIC },
		{ "WAIT_BITSET's a time of CLOCK_MONOTONIC", FUTEX_WAIT_BITSET, CLOCK_MONOTONIC },
		{ "or of CLOCK_REALTIME", FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, CLOCK_REALTIME },
	};

	words[0] = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(waits); i++) {
		long long start = now(waits[i].clock), span = 30000000, took;
		long long end = waits[i].op == FUTEX_WAIT ? span : start + span;
		const struct __kernel_timespec t = { end / 1000000000, end % 1000000000 };

		is(stub_futex(words, waits[i].op, 0, &t, NULL, -1), -ETIMEDOUT, "%s", waits[i].name);
		took = now(waits[i].clock) - start;
		if (!ok(took >= span && took < span + 500000000, "which is kept"))
			note("it took %lld ns", took);
	}
}

static void test_wake_op(void)
{
	start_all(FUTEX_WAIT_PRIVATE);
	is(stub_futex(words, FUTEX_REQUEUE_PRIVATE, 0, (void *)3, words + 1, 0), 3, "three on each");
	words[1] = 1;
	is(stub_futex(words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)2, words + 1, OP(SET, 2, EQ, 9)), 1,
	   "WAKE_OP whose comparison fails wakes on the first word alone");
	is(stub_futex(words, FUTEX_WAKE_OP_PRIVATE, 1, (void *)2, words + 1, OP(SET, 0, EQ, 2)), 3,
	   "one whose comparison passes, on both");
	is(wake(words, ALL), 1, "one was left on the first");
	is(wake(words + 1, ALL), 1, "one on the second");
	join_all();
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_rows();
	test_read_only();
	test_operations();
	test_comparisons();
	test_wake();
	test_shared();
	test_shared_memory();
	test_bitset();
	test_requeue();
	test_wake_op();
	test_time_outs();
	return done();
}
