/*
 * What the futex files share. A word is named by its key. As on Linux a private
 * wait and a shared wake on one word do not meet. SPDX-License-Identifier: MIT
 */
#ifndef PROC_FUTEX_H
#define PROC_FUTEX_H

#include "proc/proc.h"

/* proc/futex_queue.c. The key of a word that is used as shared, in a page that is present. */
uintptr_t futex_shared_key(const void *word);

/* Never 0 for a word that can be read. */
static inline uintptr_t futex_key(const void *word, bool shared)
{
	return shared ? futex_shared_key(word) : (uintptr_t)word;
}

/* The caller waits on the word from here on; thread_wait() is to follow. */
void futex_enqueue(struct thread *t, uintptr_t key);
/* Takes t, which waits on some word, off it. */
void futex_dequeue(struct thread *t);
/* Wakes the first n that wait on the word with a common bit in their masks; n of 0 wakes one. Returns how many. */
int futex_wake(uintptr_t key, int n, uint32_t bitset);
/* Wakes the first `wakes`, makes the next `moves` wait on another word. Returns how many were either. */
int futex_requeue(uintptr_t from, uintptr_t to, int wakes, int moves);

/*
 * proc/futex_op.c: what FUTEX_WAKE_OP encodes: changes the word, gives whether its
 * old value passes the comparison. -EFAULT; -ENOSYS for an operation (nothing was
 * done) or a comparison (the word was changed) that there is not.
 */
int futex_op_apply(void *word, uint32_t encoded);

/* proc/robust.c: gives up the locks that t, which ends, still holds. */
void robust_list_walk(const struct thread *t);

#endif
