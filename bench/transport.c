/*
 * `transport`: no samples, but as many records as are asked for, of a generator
 * that the host has too (tests/system/transport). What arrives there is compared
 * with what should have: the way of the samples is tested whole, with values
 * that use all of their bits. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

/* A stream of the seed that no run uses. */
#define STREAM_TRANSPORT UINT64_MAX
/* Rows that the records are spread over; fewer where there are few records. */
#define CELLS 8

static const struct benchmark benchmark = { .name = "transport", .pathless = true };
static const struct variant variants[CELLS] = {
	{ .name = "-" },   { .name = "n=1" }, { .name = "n=2" }, { .name = "n=3" },
	{ .name = "n=4" }, { .name = "n=5" }, { .name = "n=6" }, { .name = "n=7" },
};

/* Blocks of `samples` records, of one row after the other; the last block may be shorter. */
static void generate(struct sample_record *next, const struct options *o, uint32_t cells)
{
	struct random random;

	random_init(&random, o->seed, STREAM_TRANSPORT);
	for (uint64_t n = 0; n < o->records; n++) {
		uint32_t block = (uint32_t)(n / o->samples);

		*next++ = (struct sample_record){
			.cell = block % cells,
			.block = block,
			.seq = (uint32_t)(n % o->samples),
			.value = random_next(&random),
		};
	}
}

void transport(struct options *options)
{
	static struct cell cells[CELLS];
	uint64_t blocks = (options->records + options->samples - 1) / options->samples;
	struct plan plan = {
		.cells = cells,
		.cell_count = blocks < CELLS ? (uint32_t)blocks : CELLS,
		.record_count = options->records,
	};

	for (uint32_t n = 0; n < plan.cell_count; n++)
		cells[n] = (struct cell){ .bench = &benchmark,
					  .variant = &variants[n],
					  .path = -1,
					  .pattern = "-",
					  .batch = 1 };
	options->rounds = 1;
	generate(region_make(&plan), options, plan.cell_count);
	region_deliver(&plan, options, options->records);
}
