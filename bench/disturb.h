/*
 * What is done to the processor before a sample of a cold variant, outside of its
 * window. Next: bench/disturb.c. SPDX-License-Identifier: MIT
 */
#ifndef BENCH_DISTURB_H
#define BENCH_DISTURB_H

/*
 * The train: so many places with an indirect branch, each in a slot of its own.
 * BRANCH_SITES is more than any branch target buffer that docs/measurement.md
 * lists holds; a group of 8 slots is what disturb.S gives as a pattern.
 */
#define BRANCH_SLOT  16
#define BRANCH_GROUP 128
#define BRANCH_SITES 32768

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

enum disturbance { DISTURB_NONE, DISTURB_BRANCHES, DISTURB_CACHES, DISTURB_TLB };

/*
 * Patterns of machine code that disturb.c copies out: the first group of the train,
 * whose first slot is its end; the groups that follow; 16 bytes that do nothing;
 * 16 bytes that begin with a return.
 */
extern const char branch_group_first[BRANCH_GROUP], branch_group[BRANCH_GROUP];
extern const char code_nothing[BRANCH_SLOT], code_return[BRANCH_SLOT];

/*
 * Runs through the first `slots` slots (a power of two, from 8 on) at `sites`, each
 * once, from slot to slot `step` further on, round and round: with an odd step
 * that is all of them before slot 0, the end. A step of its own gives each branch a
 * target of its own.
 */
void branch_train(const void *sites, uint32_t slots, uint32_t step);

#endif

#endif
