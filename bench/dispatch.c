/*
 * `dispatch`: eight calls that are trivial on both kernels and lie apart in the
 * table, through stub_syscall(), so that one trap instruction serves all of
 * them. Patterns: `same` (getppid alone), `cycle8` (each in turn), `random8`
 * (one of them, by the run's seed; all paths of a round get the same series).
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <linux/membarrier.h>

#define PERSONALITY_QUERY 0xffffffff

static uint32_t tid_word;

static struct {
	long number, arg0;
	long expected; /* learned by a call ahead of all timing */
} calls[] = {
	{ SYS_personality, PERSONALITY_QUERY, 0 },
	{ SYS_umask, 022, 0 },
	{ SYS_sched_get_priority_max, 0, 0 },
	{ SYS_getppid, 0, 0 },
	{ SYS_gettid, 0, 0 },
	{ SYS_getuid, 0, 0 },
	{ SYS_set_tid_address, (long)&tid_word, 0 },
	{ SYS_membarrier, MEMBARRIER_CMD_QUERY, 0 },
};
#define CALLS ARRAY_SIZE(calls)
#define SAME  3

static long call_once(unsigned int n)
{
	return must(stub_syscall(calls[n].number, calls[n].arg0, 0, 0, 0, 0, 0), "a dispatch call");
}

/* umask() tells what the call before it set. */
static void learn(void)
{
	static bool learned;
	long tid = must(stub_gettid(), "gettid");

	if (learned)
		return;
	must(stub_umask(022), "umask");
	for (unsigned int n = 0; n < CALLS; n++)
		calls[n].expected = call_once(n);

	if (calls[1].expected != 022)
		fail("umask did not return the mask that was set before");
	if (calls[2].expected != 0)
		fail("sched_get_priority_max of SCHED_OTHER is not 0");
	if (tid <= 0 || calls[4].expected != tid || calls[6].expected != tid)
		fail("gettid and set_tid_address do not agree");
	learned = true;
}

static void dispatch_begin(struct block *block)
{
	(void)block;
	learn();
}

static unsigned int choose(struct block *block, unsigned int position)
{
	if (!strcmp(block->cell->pattern, "cycle8"))
		return position % CALLS;
	if (!strcmp(block->cell->pattern, "random8"))
		return random_below(&block->random, CALLS);
	return SAME;
}

static struct call call_number(unsigned int n)
{
	return (struct call){
		.arg = { calls[n].number, calls[n].arg0 },
		.expected = calls[n].expected,
	};
}

static void dispatch_arrange(struct block *block)
{
	static struct call series[BATCH_MAX];
	unsigned int first = block->index * (unsigned int)block->timed.batch;

	for (unsigned int i = 0; i < block->timed.batch; i++)
		series[i] = call_number(choose(block, first + i));
	block->timed.call = series[0];
	block->timed.series = series;
	block->timed.stride = sizeof(series[0]);
}

static const char *const patterns[] = { "same", "cycle8", "random8", NULL };

BENCHMARK(dispatch) = {
	.name = "dispatch",
	.timed = timed_syscall,
	.patterns = patterns,
	.batches = true,
	.begin = dispatch_begin,
	.arrange = dispatch_arrange,
};
