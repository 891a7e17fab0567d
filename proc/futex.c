/*
 * futex(): threads that wait until another says that a word has changed. All of
 * them share one address space, so the word's address is its name, private or not.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/clock.h"
#include "proc/list.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/futex.h>

#define BUCKET_BITS 8

/* Waiters in the order in which they came, of all words that hash to the same number. */
static struct list buckets[1 << BUCKET_BITS];

static struct list *bucket(const void *key)
{
	/* The top bits of a product with 2^64 / phi depend on all bits of the address. */
	struct list *head = &buckets[(uintptr_t)key * 0x9e3779b97f4a7c15 >> (64 - BUCKET_BITS)];

	if (!head->next)
		list_init(head);
	return head;
}

/*
 * Linux names a shared futex by its page, and so must find that page; a private
 * one by its address, and so need not. Neither is unaligned.
 */
static int check_word(const void *word, bool shared)
{
	uint32_t value;

	if ((uintptr_t)word % sizeof(value))
		return -EINVAL;
	if (!user_range_ok(word, sizeof(value)))
		return -EFAULT;
	return shared ? get_user_u32(&value, word) : 0;
}

int futex_wake(void *key, int n, uint32_t bitset)
{
	struct list *head = bucket(key), *next;
	int woken = 0;

	for (struct list *l = head->next; l != head; l = next) {
		struct thread *t = container_of(l, struct thread, run);

		next = l->next;
		if (t->futex_key != key || !(t->futex_bitset & bitset))
			continue;
		thread_wake(t);
		if (++woken >= n) /* so n of 0 wakes one, as it always has on Linux */
			break;
	}
	return woken;
}

static long wake(void *word, bool shared, int n, uint32_t bitset)
{
	int error;

	if (!bitset)
		return -EINVAL;
	error = check_word(word, shared);
	return error ? error : futex_wake(word, n, bitset);
}

/* From one word's waiters to another's. In one bucket the place in it is kept. */
static void move(struct thread *t, void *to)
{
	struct list *head = bucket(to);

	if (head != bucket(t->futex_key)) {
		list_remove(&t->run);
		list_append(head, &t->run);
	}
	t->futex_key = to;
}

/* Wakes the first wakes waiters, makes at most moves more wait on `to`. Returns how many were either. */
static int wake_and_move(void *from, void *to, int wakes, int moves)
{
	struct list *head = bucket(from), *next;
	int count = 0;

	for (struct list *l = head->next; l != head && count - wakes < moves; l = next) {
		struct thread *t = container_of(l, struct thread, run);

		next = l->next;
		if (t->futex_key != from)
			continue;
		if (++count <= wakes)
			thread_wake(t);
		else
			move(t, to);
	}
	return count;
}

/* expected: NULL, or what the word must still hold. */
static long requeue(void *from, void *to, bool shared, int wakes, int moves, const uint32_t *expected)
{
	uint32_t value;
	int error;

	if (wakes < 0 || moves < 0)
		return -EINVAL;
	error = check_word(from, shared);
	if (!error)
		error = check_word(to, shared);
	if (!error && expected)
		error = get_user_u32(&value, from);
	if (error)
		return error;
	return expected && value != *expected ? -EAGAIN : wake_and_move(from, to, wakes, moves);
}

/* deadline_ns: CLOCK_MONOTONIC, 0 for none. Interrupts are off: no wake gets between the look and the wait. */
static long wait(void *word, bool shared, uint32_t expected, uint64_t deadline_ns, uint32_t bitset)
{
	struct thread *t = current_thread();
	uint32_t value;
	int error;

	if (!bitset)
		return -EINVAL;
	error = check_word(word, shared);
	if (!error)
		error = get_user_u32(&value, word);
	if (error)
		return error;
	if (value != expected)
		return -EAGAIN;
	t->futex_key = word;
	t->futex_bitset = bitset;
	list_append(bucket(word), &t->run);
	return thread_wait(deadline_ns) ? 0 : -ETIMEDOUT;
}

/* FUTEX_WAIT's time-out is a span, FUTEX_WAIT_BITSET's a point on the clock that the flag names. */
static int read_deadline(const struct __kernel_timespec *user_time, int op, uint64_t *deadline_ns)
{
	uint64_t ns;
	int error;

	*deadline_ns = 0;
	if (!user_time)
		return 0;
	error = get_user_timespec(&ns, user_time);
	if (error)
		return error;
	if ((op & FUTEX_CMD_MASK) == FUTEX_WAIT)
		*deadline_ns = deadline_after(ns);
	else
		*deadline_ns = deadline_at(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME :
								      CLOCK_MONOTONIC, ns);
	return 0;
}

static long do_wait(void *word, int op, uint32_t expected,
		    const struct __kernel_timespec *user_time, uint32_t bitset)
{
	uint64_t deadline_ns;
	int error = read_deadline(user_time, op, &deadline_ns);

	if (error)
		return error;
	return wait(word, !(op & FUTEX_PRIVATE_FLAG), expected, deadline_ns, bitset);
}

SYSCALL_DEFINE6(futex, void *, word, int, op, uint32_t, value, const struct __kernel_timespec *,
		user_time, void *, word2, uint32_t, value3)
{
	bool shared = !(op & FUTEX_PRIVATE_FLAG);
	int command = op & FUTEX_CMD_MASK;

	if (op & FUTEX_CLOCK_REALTIME && command != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (command) {
	case FUTEX_WAIT:
		return do_wait(word, op, value, user_time, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAIT_BITSET:
		return do_wait(word, op, value, user_time, value3);
	case FUTEX_WAKE:
		return wake(word, shared, value, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return wake(word, shared, value, value3);
	case FUTEX_REQUEUE: /* the time-out's place holds a number */
		return requeue(word, word2, shared, value, (int)(uintptr_t)user_time, NULL);
	case FUTEX_CMP_REQUEUE:
		return requeue(word, word2, shared, value, (int)(uintptr_t)user_time, &value3);
	default:
		return -ENOSYS;
	}
}
