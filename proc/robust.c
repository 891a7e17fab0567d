/*
 * Locks whose owner ends: the list that it keeps of them in user memory
 * (<linux/futex.h>, struct robust_list_head), walked at its end. Each word that
 * still names it says from then on that its owner died. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/futex.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/futex.h>

/* An entry's address; its bit 0 says that the lock has priority inheritance, which wakes nobody by this way. */
struct robust_entry {
	uintptr_t addr;
	bool pi;
};

static int fetch_entry(struct robust_entry *entry, uintptr_t user_from)
{
	uintptr_t value;

	if (copy_from_user(&value, (void *)user_from, sizeof(value)))
		return -EFAULT;
	entry->addr = value & ~1ul;
	entry->pi = value & 1;
	return 0;
}

static void wake_one(const void *word)
{
	futex_wake(futex_key(word, true), 1, FUTEX_BITSET_MATCH_ANY);
}

/*
 * pending: the thread was about to lock or unlock it. If the word is free, it may
 * have ended before it could wake those who wait. Not 0: the word is no word.
 */
static int owner_died(const struct thread *t, struct robust_entry entry, long offset, bool pending)
{
	void *word = (void *)(entry.addr + (uintptr_t)offset);
	uint32_t value;

	if ((uintptr_t)word % sizeof(value) || get_user_u32(&value, word))
		return -EFAULT;
	if (pending && !entry.pi && !value) {
		wake_one(word);
		return 0;
	}
	if ((value & FUTEX_TID_MASK) != (uint32_t)t->tid)
		return 0;
	if (put_user_u32((value & FUTEX_WAITERS) | FUTEX_OWNER_DIED, word))
		return -EFAULT;
	if (value & FUTEX_WAITERS && !entry.pi)
		wake_one(word);
	return 0;
}

static int fetch_head(uintptr_t head, struct robust_entry *first, struct robust_entry *pending,
		      long *offset)
{
	if (fetch_entry(first, head + offsetof(struct robust_list_head, list)) ||
	    copy_from_user(offset, (void *)(head + offsetof(struct robust_list_head, futex_offset)),
			   sizeof(*offset)))
		return -EFAULT;
	return fetch_entry(pending, head + offsetof(struct robust_list_head, list_op_pending));
}

/* The list may be garbage, or a ring that never meets its head: a bad pointer ends the walk, and so does Linux's limit. */
void robust_list_walk(const struct thread *t)
{
	uintptr_t head = (uintptr_t)t->robust_list;
	struct robust_entry entry, next, pending;
	int limit = ROBUST_LIST_LIMIT;
	long offset;

	if (!head || fetch_head(head, &entry, &pending, &offset))
		return;
	while (entry.addr != head && limit--) {
		/* Read before the word is given up: its next owner may free what holds the entry. */
		int error = fetch_entry(&next, entry.addr);

		if (entry.addr != pending.addr && owner_died(t, entry, offset, false))
			return;
		if (error)
			return;
		entry = next;
	}
	if (pending.addr)
		(void)owner_died(t, pending, offset, true);
}

SYSCALL_DEFINE2(set_robust_list, void *, head, size_t, size)
{
	if (size != sizeof(struct robust_list_head))
		return -EINVAL;
	current_thread()->robust_list = head;
	return 0;
}

/* tid: 0 for the caller's own. */
SYSCALL_DEFINE3(get_robust_list, int, tid, void *, user_head, void *, user_size)
{
	const struct thread *t = tid ? thread_find(tid) : current_thread();
	const uint64_t size = sizeof(struct robust_list_head);

	if (!t)
		return -ESRCH;
	if (copy_to_user(user_size, &size, sizeof(size)))
		return -EFAULT;
	return copy_to_user(user_head, &t->robust_list, sizeof(t->robust_list));
}
