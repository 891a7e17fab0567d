/*
 * futex(): threads wait until another thread says that a word has changed. All
 * threads share one address space. Errors are looked for in Linux's order.
 * Next: proc/futex_queue.c. SPDX-License-Identifier: MIT
 */
#include "proc/futex.h"
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/clock.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/futex.h>

/*
 * Linux names a shared futex by its page, so that page must be there. It names
 * a private one by its address, so nothing need be there. Both must be aligned.
 */
static int futex_check(const void *word, bool shared)
{
	uint32_t value;

	if ((uintptr_t)word % sizeof(value))
		return -EINVAL;
	if (!user_range_ok(word, sizeof(value)))
		return -EFAULT;
	return shared ? get_user_u32(&value, word) : 0;
}

static long wake(void *word, bool shared, int n, uint32_t bitset)
{
	int error;

	if (!bitset)
		return -EINVAL;
	error = futex_check(word, shared);
	return error ? error : futex_wake(futex_key(word, shared), n, bitset);
}

static int check_both(const void *word, const void *word2, bool shared)
{
	int error = futex_check(word, shared);

	return error ? error : futex_check(word2, shared);
}

/* expected: NULL, or the value that the word must still have. */
static long requeue(void *from, void *to, bool shared, int wakes, int moves, const uint32_t *expected)
{
	uint32_t value;
	int error;

	if (wakes < 0 || moves < 0)
		return -EINVAL;
	error = check_both(from, to, shared);
	if (!error && expected)
		error = get_user_u32(&value, from);
	if (error)
		return error;
	if (expected && value != *expected)
		return -EAGAIN;
	return futex_requeue(futex_key(from, shared), futex_key(to, shared), wakes, moves);
}

/* Changes word2. Wakes who waits on word; also on word2, if its old value passes the comparison. */
static long wake_op(void *word, void *word2, bool shared, int n, int n2, uint32_t encoded)
{
	int result = check_both(word, word2, shared);
	int woken;

	if (!result)
		result = futex_op_apply(word2, encoded);
	if (result < 0)
		return result;
	woken = futex_wake(futex_key(word, shared), n, FUTEX_BITSET_MATCH_ANY);
	if (result)
		woken += futex_wake(futex_key(word2, shared), n2, FUTEX_BITSET_MATCH_ANY);
	return woken;
}

/*
 * Waits on the word while it has the expected value. deadline_ns is
 * CLOCK_MONOTONIC's, 0 for none. Interrupts are off, so no wake can come
 * between the look and the wait.
 */
static long wait(void *word, bool shared, uint32_t expected, uint64_t deadline_ns, uint32_t bitset)
{
	struct thread *t = current_thread();
	uint32_t value;
	int error;

	if (!bitset)
		return -EINVAL;
	error = futex_check(word, shared);
	if (!error)
		error = get_user_u32(&value, word);
	if (error)
		return error;
	if (value != expected)
		return -EAGAIN;
	t->futex_bitset = bitset;
	futex_enqueue(t, futex_key(word, shared));
	return thread_wait(deadline_ns);
}

/*
 * Reads a time-out: FUTEX_WAIT's is a span, the others' is a time on the clock
 * that the flag names.
 */
static int read_deadline(const struct __kernel_timespec *user_time, int op, uint64_t *deadline_ns)
{
	uint64_t ns;
	int error;

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

static bool has_timeout(int command)
{
	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
	case FUTEX_WAIT_REQUEUE_PI:
		return true;
	default:
		return false;
	}
}

/*
 * Says whether Linux allows FUTEX_CLOCK_REALTIME. (Those with priority
 * inheritance do not exist here.)
 */
static bool takes_realtime(int command)
{
	return command == FUTEX_WAIT_BITSET || command == FUTEX_WAIT_REQUEUE_PI ||
	       command == FUTEX_LOCK_PI2;
}

/* value2 and the time-out are the same argument: the command says which of the two it is. */
SYSCALL_DEFINE6(futex, void *, word, int, op, uint32_t, value, unsigned long, value2, void *, word2,
		uint32_t, value3)
{
	bool shared = !(op & FUTEX_PRIVATE_FLAG);
	int command = op & FUTEX_CMD_MASK;
	uint64_t deadline_ns = 0;
	int error;

	if (value2 && has_timeout(command)) {
		error = read_deadline((const void *)value2, op, &deadline_ns);
		if (error)
			return error;
	}
	if (op & FUTEX_CLOCK_REALTIME && !takes_realtime(command))
		return -ENOSYS;
	switch (command) {
	case FUTEX_WAIT:
		return wait(word, shared, value, deadline_ns, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAIT_BITSET:
		return wait(word, shared, value, deadline_ns, value3);
	case FUTEX_WAKE:
		return wake(word, shared, (int)value, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return wake(word, shared, (int)value, value3);
	case FUTEX_REQUEUE:
		return requeue(word, word2, shared, (int)value, value2, NULL);
	case FUTEX_CMP_REQUEUE:
		return requeue(word, word2, shared, (int)value, value2, &value3);
	case FUTEX_WAKE_OP:
		return wake_op(word, word2, shared, (int)value, value2, value3);
	default:
		return -ENOSYS;
	}
}
