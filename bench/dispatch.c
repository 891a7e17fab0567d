/*
 * `dispatch`: the calls of bench/pattern.c through stub_syscall(), so that one
 * trap instruction serves all of them. SPDX-License-Identifier: MIT
 */
#include "bench/pattern.h"

#include <linux/membarrier.h>

#define PERSONALITY_QUERY 0xffffffff

static uint32_t tid_word;

static struct {
	long arg0;
	long expected; /* learned by a call ahead of all timing */
} calls[PATTERN_CALLS] = {
	{ PERSONALITY_QUERY, 0 },
	{ 022, 0 }, /* umask */
	{ 0, 0 },   /* sched_get_priority_max */
	{ 0, 0 },
	{ 0, 0 },
	{ 0, 0 },
	{ (long)&tid_word, 0 },
	{ MEMBARRIER_CMD_QUERY, 0 },
};

static long call_once(unsigned int n)
{
	return must(stub_syscall(pattern_numbers[n], calls[n].arg0, 0, 0, 0, 0, 0),
		    "a dispatch call");
}

/* umask() tells what the call before it set. */
static void learn(void)
{
	static bool learned;
	long tid = must(stub_gettid(), "gettid");

	if (learned)
		return;
	must(stub_umask(022), "umask");
	for (unsigned int n = 0; n < PATTERN_CALLS; n++)
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

static struct call call_number(unsigned int n)
{
	return (struct call){
		.arg = { pattern_numbers[n], calls[n].arg0 },
		.expected = calls[n].expected,
	};
}

static void dispatch_arrange(struct block *block)
{
	static struct call series[BATCH_MAX];
	unsigned int first = block->index * (unsigned int)block->timed.batch;

	for (unsigned int i = 0; i < block->timed.batch; i++)
		series[i] = call_number(pattern_choose(block, first + i));
	block->timed.call = series[0];
	block->timed.series = series;
	block->timed.stride = sizeof(series[0]);
}

BENCHMARK(dispatch) = {
	.name = "dispatch",
	.timed = timed_syscall,
	.timed_pmu = pmu_syscall,
	.patterns = pattern_names,
	.batches = true,
	.variants = variants_all,
	.begin = dispatch_begin,
	.arrange = dispatch_arrange,
};
