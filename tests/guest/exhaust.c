/*
 * Threads until no memory is left: clone says so, all of them end, and as many can
 * be made again. To be run with little memory. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <linux/futex.h>
#include <linux/mman.h>

#define THREADS_MAX 7000
#define STACK_SIZE 4096
#define ROUNDS 5

static struct user_thread threads[THREADS_MAX];
static uint8_t *stacks;
static uint32_t gate;

static void wait_at_gate(void *arg)
{
	(void)arg;
	while (!READ_ONCE(gate))
		stub_futex(&gate, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static long start(unsigned int n)
{
	return thread_start(&threads[n], stacks + (n + 1ul) * STACK_SIZE, wait_at_gate, NULL);
}

/* Returns how many there could be. A thread that waits touches its stack alone, which is there already. */
static unsigned int fill(void)
{
	unsigned int n = 0;
	long tid = start(0);

	WRITE_ONCE(gate, 0);
	while (!IS_ERROR(tid) && ++n < THREADS_MAX)
		tid = start(n);
	is(tid, -ENOMEM, "after %u threads clone has no memory", n);
	is(start(n), -ENOMEM, "and says so again");
	return n;
}

static void drain(unsigned int n)
{
	unsigned int joined = 0;

	WRITE_ONCE(gate, 1);
	stub_futex(&gate, FUTEX_WAKE, THREADS_MAX, NULL, NULL, 0);
	for (unsigned int i = 0; i < n; i++)
		joined += thread_join(&threads[i]) == 0;
	is(joined, n, "all of them end");
}

int main(int argc, char **argv, char **envp)
{
	unsigned int first, again;
	long before;

	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	for (unsigned int i = 0; i < THREADS_MAX; i++)
		threads[i].word = 0; /* touched, while there is memory */
	stacks = (void *)stub_mmap(NULL, THREADS_MAX * STACK_SIZE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (IS_ERROR(stacks))
		die("no memory for stacks");
	first = again = fill();
	drain(first);
	before = control(CONTROL_FREE_PAGES, 0, 0);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		again = fill();
		drain(again);
	}
	/* What notes the stacks that have no pages takes a page or two. */
	ok(first > 100 && again + 2 >= first, "there is room for as many the last time");
	ok(control(CONTROL_FREE_PAGES, 0, 0) + 4 >= before, "memory is as it was after the first");
	return done();
}
