/*
 * The core's clock in each round: a counter at a constant rate shows a core that
 * changes its clock as calls that cost more or less. SPDX-License-Identifier: MIT
 */
#include "bench/core.h"
#include "bench/bench.h"

#define TRIES 5

static uint64_t *rounds, count, room;

uint64_t core_least_ticks(timed_call *timed_loop, unsigned int tries)
{
	struct timed timed = { .batch = 1 };
	uint64_t least = UINT64_MAX;

	for (unsigned int i = 0; i < tries; i++) {
		timed_loop(&timed);
		if (timed.ticks < least)
			least = timed.ticks;
	}
	return least ? least : 1;
}

uint64_t core_hz(uint64_t chain_ticks, uint64_t hz)
{
	return CORE_INSTRUCTIONS * hz / chain_ticks;
}

/* An emulator has no clock of a core, and the pages of this list are no emulated run's. */
void core_begin(const struct options *options)
{
	count = 0;
	room = options->emulated || processor_is_emulators() || !counter_hz() ? 0 : options->rounds;
	if (room)
		rounds = pages_map(room * sizeof(*rounds), 0);
}

void core_round(void)
{
	if (count < room)
		rounds[count++] = core_hz(core_least_ticks(timed_chain, TRIES), counter_hz());
}

static void sift(uint64_t *heap, uint64_t root, uint64_t size)
{
	for (uint64_t child; (child = 2 * root + 1) < size; root = child) {
		uint64_t parent = heap[root];

		if (child + 1 < size && heap[child + 1] > heap[child])
			child++;
		if (parent >= heap[child])
			return;
		heap[root] = heap[child];
		heap[child] = parent;
	}
}

/* In place, as a heap: there may be a million rounds. */
static void sort(uint64_t *values, uint64_t size)
{
	for (uint64_t i = size / 2; i-- > 0;)
		sift(values, i, size);
	for (uint64_t last = size; last-- > 1;) {
		uint64_t most = values[0];

		values[0] = values[last];
		values[last] = most;
		sift(values, 0, last);
	}
}

void core_tell(void)
{
	if (!count) {
		fact("core_hz=not measured: an emulator's core has no clock, or the counter's rate is "
		     "not known");
		return;
	}
	sort(rounds, count);
	fact("core_hz_min=%lu", rounds[0]);
	fact("core_hz_median=%lu", rounds[count / 2]);
	fact("core_hz_max=%lu", rounds[count - 1]);
	fact("core_hz_spread_ppm=%lu",
	     (rounds[count - 1] - rounds[0]) * 1000000 / (rounds[count / 2] ? rounds[count / 2] : 1));
}
