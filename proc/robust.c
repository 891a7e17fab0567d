/*
 * Locks whose owner ends. A thread keeps a list of the locks that it holds in
 * user memory (<linux/futex.h>, struct robust_list_head). When it ends, the
 * kernel walks the list and marks each word that still names the thread: its
 * owner has died. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/futex.h"
#include "proc/sched.h"

#include <linux/errno.h>
#include <linux/futex.h>

/*
 * An entry of the list. Bit 0 of its address says that the lock has priority
 * inheritance; such a lock wakes nobody in this way.
 */
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
 * Marks one word. pending: the thread was about to lock or unlock it. If such a
 * word is free, the thread may have ended before it could wake a waiter, so one
 * is woken. Returns -EFAULT if there is no word, else 0.
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

/*
 * Walks the list of t. It may be garbage, or a ring that never comes back to
 * its head. A bad pointer ends the walk, and so does Linux's limit.
 */
void robust_list_walk(const struct thread *t)
{
	uintptr_t head = (uintptr_t)t->robust_list;
	struct robust_entry entry, next, pending;
	int limit = ROBUST_LIST_LIMIT;
	long offset;

	if (!head || fetch_head(head, &entry, &pending, &offset))
		return;
	while (entry.addr != head && limit--) {
		/*
		 * Reads first, marks then: the word's next owner may free the
		 * memory of the entry.
		 */
		int error = fetch_entry(&next, entry.addr);

		/* The pending lock may be in the list already: it has its turn after the loop. */
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

/* tid is 0 for the caller's own list. */
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
