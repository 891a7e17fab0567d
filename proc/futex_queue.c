/*
 * Who waits on which word. The waiters of a word are a ring, in the order in
 * which they came. Only the first of them is in the hash bucket. So a search
 * looks at one thread for each word, however many threads wait on it.
 * Before: proc/futex.c. SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"
#include "proc/futex.h"
#include "proc/list.h"
#include "proc/sched.h"

/* Marks a shared key: bit 0 of a word's address is never set. */
#define KEY_SHARED 1

/*
 * Returns the address. In a page that mappings share, it returns the one that
 * all of them see: the memory's.
 */
uintptr_t futex_shared_key(const void *word)
{
	phys_addr_t memory = mm_shared_phys((uintptr_t)word);

	return (memory ? (uintptr_t)phys_to_virt(memory) : (uintptr_t)word) | KEY_SHARED;
}

/*
 * More buckets than a machine has memory for threads, in practice: a bucket
 * holds one word or none.
 */
#define BUCKET_BITS 14

static struct list buckets[1 << BUCKET_BITS];

static struct list *futex_bucket(uintptr_t key)
{
	/* The top bits of a product with 2^64 / phi depend on all bits of the key. */
	struct list *head = &buckets[key * 0x9e3779b97f4a7c15 >> (64 - BUCKET_BITS)];

	if (!head->next)
		list_init(head);
	return head;
}

/* Returns the first thread that waits on the word, or NULL. */
static struct thread *futex_first(const struct list *bucket, uintptr_t key)
{
	for (struct list *l = bucket->next; l != bucket; l = l->next) {
		struct thread *t = container_of(l, struct thread, futex_chain);

		if (t->futex_key == key)
			return t;
	}
	return NULL;
}

/* The ring of waiters uses `run`: a thread that waits is not in the run queue. */
static struct thread *ring_next(const struct thread *t)
{
	return container_of(t->run.next, struct thread, run);
}

static struct thread *ring_last(const struct thread *first)
{
	return container_of(first->run.prev, struct thread, run);
}

/* The first waiter goes into the bucket, the others behind it into its ring. */
void futex_enqueue(struct thread *t, uintptr_t key)
{
	struct list *bucket = futex_bucket(key);
	struct thread *first = futex_first(bucket, key);

	t->futex_key = key;
	if (first)
		list_append(&first->run, &t->run);
	else
		list_append(bucket, &t->futex_chain);
}

/* If t was the first waiter, the second takes its place in the bucket. */
void futex_dequeue(struct thread *t)
{
	if (!list_empty(&t->futex_chain)) {
		if (!list_empty(&t->run))
			list_insert_before(&t->futex_chain, &ring_next(t)->futex_chain);
		list_remove(&t->futex_chain);
	}
	list_remove(&t->run);
	t->futex_key = 0;
}

/* Reads `last` and `next` before it wakes: a thread that was woken has left the ring. */
int futex_wake(uintptr_t key, int n, uint32_t bitset)
{
	struct thread *t = futex_first(futex_bucket(key), key), *last, *next;
	int woken = 0;

	if (!t)
		return 0;
	last = ring_last(t);
	for (;; t = next) {
		next = ring_next(t);
		if (t->futex_bitset & bitset) {
			thread_wake(t);
			if (++woken >= n)
				return woken;
		}
		if (t == last)
			return woken;
	}
}

/* Stops at the thread that is last now: with from == to, the ring would go round for ever. */
int futex_requeue(uintptr_t from, uintptr_t to, int wakes, int moves)
{
	struct thread *t = futex_first(futex_bucket(from), from), *last, *next;
	int count = 0;

	if (!t)
		return 0;
	last = ring_last(t);
	for (; count - wakes < moves; t = next) {
		next = ring_next(t);
		if (++count <= wakes) {
			thread_wake(t);
		} else if (from != to) {
			futex_dequeue(t);
			futex_enqueue(t, to);
		}
		if (t == last)
			break;
	}
	return count;
}
