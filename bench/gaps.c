/*
 * Finding gaps, without memory or a division while it looks. Tests: unit/gaps.
 * Next: bench/gaps_tell.c. SPDX-License-Identifier: MIT
 */
#include "bench/gaps.h"
#include "bench/timed.h"

#define WARMUP_READS 10000
#define STEPS_A_GAP  10

static unsigned int class_of(uint64_t step)
{
	unsigned int power;

	if (step < GAPS_LINEAR)
		return (unsigned int)step;
	power = 63 - (unsigned int)__builtin_clzll(step);
	return GAPS_LINEAR + (power - 4) * GAPS_A_POWER + (step >> (power - 3) & 7);
}

/* The largest step of a class. */
static uint64_t class_end(unsigned int class)
{
	unsigned int power = 4 + (class - GAPS_LINEAR) / GAPS_A_POWER;

	if (class < GAPS_LINEAR)
		return class;
	return (1ull << power) + (((class - GAPS_LINEAR) % GAPS_A_POWER + 1ull) << (power - 3)) - 1;
}

void steps_add(struct steps *s, uint64_t step)
{
	s->class[class_of(step)]++;
	s->count++;
	if (step > s->most)
		s->most = step;
}

uint64_t steps_quantile(const struct steps *s, unsigned int permille)
{
	uint64_t rank = (s->count * permille + 999) / 1000, seen = 0;

	for (unsigned int class = 0; class < GAPS_CLASSES; class++) {
		seen += s->class[class];
		if (seen && seen >= rank)
			return class_end(class) < s->most ? class_end(class) : s->most;
	}
	return 0;
}

/* The median of the first steps, which nothing has to be known for. */
static uint64_t usual_step(void)
{
	static struct steps first;
	uint64_t before = counter_now();

	first = (struct steps){ 0 };
	for (unsigned int i = 0; i < WARMUP_READS; i++) {
		uint64_t now = counter_now();

		steps_add(&first, now - before);
		before = now;
	}
	return steps_quantile(&first, 500);
}

void gaps_scan(struct gaps *g, uint64_t duration, uint64_t least)
{
	uint64_t first, before, now;

	*g = (struct gaps){ .step = usual_step() };
	g->threshold = STEPS_A_GAP * g->step > least ? STEPS_A_GAP * g->step : least;
	first = before = now = counter_now();
	while (now - first < duration) {
		now = counter_now();
		g->reads++;
		if (now - before > g->threshold) {
			steps_add(&g->gaps, now - before);
			g->lost += now - before - g->step;
		}
		before = now;
	}
	g->spent = now - first;
}

uint64_t gaps_lost_ppm(const struct gaps *g)
{
	uint64_t unit = g->spent / 1000000;

	return unit ? g->lost / unit : 0;
}
