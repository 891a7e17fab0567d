/*
 * Vector registers of threads: a new one has its creator's, and what either
 * changes then is its own, whenever they give way to each other.
 * Next: <arch>/vectors.c; registers.c, where the timer does it. SPDX-License-Identifier: MIT
 */
#include "tests/guest/vectors.h"
#include "tests/guest/common/tap.h"

#define THREADS 8
#define TURNS 200

static struct worker {
	struct user_thread thread;
	uint8_t stack[8192] __aligned_to(16);
	uint64_t inherited, wrong;
	unsigned int rounding, bad_rounding;
} workers[THREADS];

static uint64_t mark_of(uint64_t n)
{
	return 0x0123456789abcdef * (2 * n + 1);
}

static void work(void *arg)
{
	struct worker *self = arg;
	uint64_t n = self - workers + 1;

	self->inherited = vectors_marked(mark_of(0));
	self->rounding = rounding_get();
	for (unsigned int turn = 0; turn < TURNS; turn++) {
		uint64_t mark = mark_of(n + turn * THREADS);

		vectors_mark(mark);
		rounding_set((n + turn) & 1);
		stub_sched_yield();
		if (vectors_marked(mark) != mark)
			self->wrong++;
		if (rounding_get() != ((n + turn) & 1))
			self->bad_rounding++;
	}
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	for (unsigned int i = 0; i < THREADS; i++) {
		vectors_mark(mark_of(0));
		rounding_set(1);
		if (thread_start(&workers[i].thread, workers[i].stack + sizeof(workers[i].stack), work,
				 &workers[i]) < 0)
			die("cannot start thread %u", i);
		ok(vectors_marked(mark_of(0)) == mark_of(0), "clone keeps its caller's vector registers");
	}
	rounding_set(0);
	for (unsigned int i = 0; i < THREADS; i++) {
		thread_join(&workers[i].thread);
		is((long)workers[i].inherited, (long)mark_of(0), "thread %u begins with them", i);
		is(workers[i].rounding, 1, "and with the rounding");
		is((long)workers[i].wrong, 0, "it keeps its own among others");
		is(workers[i].bad_rounding, 0, "the rounding, too");
	}
	is(rounding_get(), 0, "the first thread has its own to the end");
	return done();
}
