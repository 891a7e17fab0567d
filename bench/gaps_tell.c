/*
 * The scan for gaps ahead of the first sample: for --gap-ms, a second, with the timer silent
 * if the kernel can do that. What it finds becomes facts, whose names begin with gap.
 * SPDX-License-Identifier: MIT
 */
#include "bench/gaps.h"
#include "bench/bench.h"

#define NS_PER_S 1000000000ull
/* A step may be as long as some misses of cache and TLB are; the way to a hypervisor and back takes more. */
#define LEAST_NS 200
/* For how many ticks, if nobody tells how many make a second. */
#define TICKS_UNKNOWN 2000000000ull

/* In parts: a second's ticks times NS_PER_S is more than 64 bits hold. */
static uint64_t in_unit(uint64_t ticks, uint64_t hz)
{
	return hz ? ticks / hz * NS_PER_S + ticks % hz * NS_PER_S / hz : ticks;
}

static void tell(const struct gaps *g, uint64_t hz)
{
	const char *unit = hz ? "ns" : "ticks";

	fact("gap_scan=%lu reads of %s in %lu %s, %s", g->reads, counter_name(),
	     in_unit(g->spent, hz), unit,
	     window_is_silent() ? "the timer silent" : "interrupts as they come");
	fact("gap_threshold=above %lu %s, with steps of %lu", in_unit(g->threshold, hz), unit,
	     in_unit(g->step, hz));
	fact("gap_count=%lu", g->gaps.count);
	fact("gap_median_p99_max=%lu, %lu, %lu %s", in_unit(steps_quantile(&g->gaps, 500), hz),
	     in_unit(steps_quantile(&g->gaps, 990), hz), in_unit(g->gaps.most, hz), unit);
	fact("gap_lost_ppm=%lu", gaps_lost_ppm(g));
}

const struct gaps *gaps_tell(const struct options *options)
{
	static struct gaps found;
	uint64_t hz = counter_hz();

	if (options->emulated || processor_is_emulators()) {
		fact("gap_scan=not made: an emulator's counter counts instructions, and nothing takes "
		     "any away");
		return NULL;
	}
	window_open(WINDOW_NO_BLOCK);
	gaps_scan(&found, (hz ? hz : TICKS_UNKNOWN) / 1000 * options->gap_ms,
		  hz * LEAST_NS / NS_PER_S);
	window_close();
	tell(&found, hz);
	return &found;
}
