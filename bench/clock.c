/*
 * `clock`: what the counter does, for a host that has a clock of its own. A line
 * "counter NAME hz HZ step STEP", then --rounds lines "at VALUE", a quarter of a
 * second apart by the frequency that this machine claims. The host notes when each line
 * arrives (tools/first-contact); a counter of unknown frequency is
 * told once. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#define STEP_READS 1000

static uint64_t divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

uint64_t clock_step(void)
{
	uint64_t step = 0, before = counter_now();

	for (unsigned int i = 0; i < STEP_READS; i++) {
		uint64_t now = counter_now();

		step = divisor(now - before, step);
		before = now;
	}
	return step;
}

static void wait_until(uint64_t deadline)
{
	while (counter_now() < deadline)
		;
}

void clock_tell(const struct options *options)
{
	uint64_t hz = counter_hz(), next = counter_now();

	print(1, "counter %s hz %lu step %lu\n", counter_name(), hz, clock_step());
	for (uint64_t i = 0; i < (hz ? options->rounds : 1); i++) {
		next += hz / 4;
		wait_until(next);
		print(1, "at %lu\n", counter_now());
	}
}
