/*
 * Call patterns: `same` (getppid alone), `cycle8` (each of eight in turn),
 * `random8` (one of them, by the run's seed; all paths of a round get the same
 * series). The eight are trivial on both kernels and lie apart in the table.
 * SPDX-License-Identifier: MIT
 */
#include "bench/pattern.h"

const long pattern_numbers[PATTERN_CALLS] = {
	SYS_personality, SYS_umask,  SYS_sched_get_priority_max, SYS_getppid,
	SYS_gettid,	 SYS_getuid, SYS_set_tid_address,	 SYS_membarrier,
};
#define SAME 3

const char *const pattern_names[] = { "same", "cycle8", "random8", NULL };

unsigned int pattern_choose(struct block *block, uint64_t position)
{
	if (!strcmp(block->cell->pattern, "cycle8"))
		return position % PATTERN_CALLS;
	if (!strcmp(block->cell->pattern, "random8"))
		return random_below(&block->random, PATTERN_CALLS);
	return SAME;
}
