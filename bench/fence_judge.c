/* What the times of bench/fence.c must look like. SPDX-License-Identifier: MIT */
#include "bench/fence.h"

/* Instructions: to the last one. Each may be several of the counter: 16 cycles of an emulated
 * PMCCNTR_EL0. */
static const char *judge_counts(const struct fence_times *t)
{
	uint64_t turns = CHAIN_WITHIN * FENCE_SUM * CHAIN_INSTRUCTIONS;
	uint64_t first = t->within[1] - t->within[0], second = t->within[2] - t->within[1];

	if (t->before != t->empty || t->behind != t->empty)
		return "instructions beside a window are counted in it";
	if (first % turns || second != 2 * first)
		return "not each instruction between the reads counts one";
	return NULL;
}

/* The second step is twice the first, but for a quarter of that. */
static bool is_linear(const struct fence_times *t)
{
	uint64_t first = t->within[1] - t->within[0], second = t->within[2] - t->within[1];

	return second >= first + first / 2 && second <= 2 * first + first / 2;
}

/* Half of a chain beside a window would show as half of what one within it takes. */
static bool leaks(const struct fence_times *t, uint64_t beside)
{
	return beside > t->empty + (t->within_short - t->empty) / 2;
}

const char *fence_judge(const struct fence_times *t, bool exact, uint64_t least)
{
	if (t->within_short <= t->empty || t->within[0] <= t->within_short ||
	    t->within[1] <= t->within[0] || t->within[2] <= t->within[1])
		return "a longer chain takes no longer";
	if (exact)
		return judge_counts(t);
	if (t->within[0] - t->empty < CHAIN_WITHIN * least)
		return "the second read does not wait: a chain takes less than its latency";
	if (!is_linear(t))
		return "the time does not grow with the chain";
	if (leaks(t, t->before))
		return "the first read does not wait for the chain before it";
	if (leaks(t, t->behind))
		return "a chain behind the second read begins before it";
	return NULL;
}
