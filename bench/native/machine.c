/*
 * What the samples are counted in: the counter's frequency and step, and the
 * core's own clock beside it, which need not be the same.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"

#include <linux/time.h>
#include <linux/time_types.h>

CALL(getcpu, unsigned int *cpu, unsigned int *node, void *unused);

#define NS_PER_S       1000000000ull
#define CALIBRATION_NS 200000000ull
#define STEP_SAMPLES   10000
#define CHAIN_TRIES    20

struct core {
	uint64_t hz;
	uint64_t width_percent; /* instructions a cycle, times 100 */
};

static uint64_t hz, step;
static struct core first_core;

static uint64_t now_ns(void)
{
	struct __kernel_timespec now;

	must(stub_clock_gettime(CLOCK_MONOTONIC_RAW, &now), "clock_gettime");
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* Ticks over the time between two readings of the clock; each reading is short of a microsecond. */
static uint64_t calibrate(void)
{
	uint64_t begin_ns = now_ns(), begin = counter_now();
	uint64_t end_ns, end;

	do {
		end_ns = now_ns();
		end = counter_now();
	} while (end_ns - begin_ns < CALIBRATION_NS);
	return (end - begin) * NS_PER_S / (end_ns - begin_ns);
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* What every difference is a multiple of: the counter may advance by more than one at a time. */
static uint64_t counter_step(void)
{
	struct timed timed = { .batch = 1 };
	uint64_t common = 0;

	for (int i = 0; i < STEP_SAMPLES; i++) {
		timed_empty(&timed);
		common = greatest_common_divisor(common, timed.ticks);
	}
	return common;
}

/*
 * The chain takes as many cycles as it has instructions, whoever shares the core.
 * How many go through at once tells whether somebody does: a hardware thread at
 * work on the same core takes half of them.
 */
static void core_measure(struct core *core)
{
	uint64_t chain = core_least_ticks(timed_chain, CHAIN_TRIES);

	core->hz = core_hz(chain, hz);
	core->width_percent = 100 * chain / core_least_ticks(timed_width, CHAIN_TRIES);
}

void machine_begin(void)
{
	hz = calibrate();
	step = counter_step();
	core_measure(&first_core);
}

uint64_t machine_counter_hz(void)
{
	return hz;
}

static int core_lines(char *lines, size_t size, const char *when, const struct core *core)
{
	return format(lines, size, "core_hz_%s=%lu\ncore_width_%s=%lu.%02lu\n", when, core->hz,
		      when, core->width_percent / 100, core->width_percent % 100);
}

int machine_lines(char *lines, size_t size)
{
	struct core core_end;
	unsigned int cpu = 0;
	int length;

	must(stub_getcpu(&cpu, NULL, NULL), "getcpu");
	core_measure(&core_end);
	length = format(lines, size,
			"cpu=%u\ncounter_hz_source=CLOCK_MONOTONIC_RAW over %llu ms\n"
			"counter_step=%lu\n",
			cpu, CALIBRATION_NS / 1000000, step);
	if ((size_t)length < size)
		length += core_lines(lines + length, size - (size_t)length, "begin", &first_core);
	if ((size_t)length < size)
		length += core_lines(lines + length, size - (size_t)length, "end", &core_end);
	return length;
}
