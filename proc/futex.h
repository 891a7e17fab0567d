/*
 * Shared by the futex files. A key names the word that threads wait on. As on
 * Linux, a private wait and a shared wake of one word have different keys and
 * do not meet. SPDX-License-Identifier: MIT
 */
#ifndef PROC_FUTEX_H
#define PROC_FUTEX_H

#include "proc/proc.h"

/*
 * proc/futex_queue.c: returns the key of a word that is used as shared. Its
 * page must be present.
 */
uintptr_t futex_shared_key(const void *word);

/* Returns the key of a word: never 0 if the word can be read. */
static inline uintptr_t futex_key(const void *word, bool shared)
{
	return shared ? futex_shared_key(word) : (uintptr_t)word;
}

/* Lets t wait on the word of that key. The caller must call thread_wait() next. */
void futex_enqueue(struct thread *t, uintptr_t key);
/* Takes t off the word that it waits on. */
void futex_dequeue(struct thread *t);
/*
 * Wakes the first n threads that wait on the word and whose mask has a bit in
 * common with bitset. As on Linux n = 0 wakes one. Returns how many it woke.
 */
int futex_wake(uintptr_t key, int n, uint32_t bitset);
/*
 * Wakes the first `wakes` threads, and makes the next `moves` threads wait on
 * the word `to`. Returns how many it woke or moved.
 */
int futex_requeue(uintptr_t from, uintptr_t to, int wakes, int moves);

/*
 * proc/futex_op.c: does what FUTEX_WAKE_OP encodes. Changes the word and
 * returns whether its old value passes the comparison: 1 or 0. -EFAULT; -ENOSYS
 * if the operation does not exist (the word is unchanged) or the comparison
 * does not (the word was changed, as on Linux).
 */
int futex_op_apply(void *word, uint32_t encoded);

/* proc/robust.c: releases the locks that t, which ends, still holds. */
void robust_list_walk(const struct thread *t);

#endif
