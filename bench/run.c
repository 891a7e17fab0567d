/*
 * The run: rounds, in each of them one block of samples from every cell, in an
 * order that the seed decides anew for every round, so that slow drift of the
 * machine meets all paths alike. Next: bench/timed.h.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#include <asm/errno.h>

/* Streams of the seed: the order of the cells, and from 1 on those of the patterns. */
#define STREAM_ORDER 0
#define STREAM_ROUND 1

#define BLOCK_TRIES 3

struct course {
	struct plan *plan;
	const struct options *options;
	struct sample_record *next;
	uint32_t blocks;
};

void refuse(struct cell *cell, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vformat(cell->reason, sizeof(cell->reason), fmt, ap);
	va_end(ap);
}

bool call_is_there(struct block *block, const char *name, long result)
{
	if (result == -ENOSYS)
		refuse(block->cell, "this kernel answers %s with ENOSYS", name);
	return result != -ENOSYS;
}

/*
 * A predictor that met a series of calls a block before, behind the same indirect
 * jump, remembers it: on a processor each block has a series of its own. An
 * emulator's counts know no predictor, and are compared over the same calls: there
 * a round has one for all.
 */
static uint64_t stream_of(uint64_t round, uint32_t number, const struct options *o)
{
	return STREAM_ROUND + (o->emulated ? round : round << 32 | number);
}

static void block_begin(struct block *block, struct cell *cell, const struct options *o,
			uint64_t round, uint64_t stream)
{
	*block = (struct block){
		.cell = cell,
		.path = cell->path < 0 ? NULL : &paths[cell->path],
		.timed.batch = cell->batch,
	};
	block->timed.series = &block->timed.call;
	random_init(&block->random, o->seed, stream);
	others_set(cell, o->seed, round);
	if (!cell->reason[0])
		crowd_set(cell);
	if (!cell->reason[0] && cell->bench->begin)
		cell->bench->begin(block);
	if (!cell->reason[0])
		pmu_begin(cell);
}

/* A disturbed variant's own window may disturb as well. */
static timed_call *window_of(const struct cell *cell, bool disturbed)
{
	const struct variant *variant = cell->variant;

	if (variant->event)
		return cell->bench->timed_pmu;
	if (variant->timed && (disturbed || !variant->disturb))
		return variant->timed;
	return cell->bench->timed;
}

/* One window, with what belongs before and after it. */
static void call_make(struct block *block, enum disturbance what)
{
	const struct benchmark *bench = block->cell->bench;
	timed_call *timed = window_of(block->cell, what != DISTURB_NONE);

	if (bench->arrange)
		bench->arrange(block);
	if (what != DISTURB_NONE)
		disturb(what);
	timed(&block->timed);
	if (bench->check)
		bench->check(block);
	else if (block->timed.result != block->timed.call.expected)
		fail("%s on path %s, call %u: result %ld, expected %ld", bench->name,
		     block->path ? block->path->name : "-", block->index, block->timed.result,
		     block->timed.call.expected);
	block->index++;
}

/*
 * One sample. What came before it is the same for each sample of a cell, and for
 * the cells of all paths: undisturbed calls, before the first sample of a block or,
 * if samples are disturbed, before each of them; then the disturbance, then the
 * window. False: the cell has turned out not to be available.
 */
static bool sample_take(struct block *block, uint32_t seq)
{
	const struct cell *cell = block->cell;
	enum disturbance what = cell->variant->disturb;
	uint32_t warmup = seq == 0 || what != DISTURB_NONE ? cell->warmup : 0;

	for (uint32_t n = 0; n < warmup && !cell->reason[0]; n++)
		call_make(block, DISTURB_NONE);
	if (!cell->reason[0])
		call_make(block, what);
	return !cell->reason[0];
}

/* The samples of a block, on its path and with no timer tick between them. Returns the place behind them. */
static struct sample_record *samples_take(const struct course *course, struct block *block,
					  uint32_t cell)
{
	struct sample_record *next = course->next;

	block->index = 0;
	for (uint32_t seq = 0; seq < block->cell->samples; seq++) {
		if (!sample_take(block, seq))
			break;
		*next++ = (struct sample_record){
			.cell = cell,
			.block = course->blocks,
			.seq = seq,
			.value = block->timed.ticks,
		};
	}
	return next;
}

/*
 * A block in which reading the counter trapped, or that an interrupt fell into, is
 * no block: it is measured again, or its cell refused.
 */
static void block_measure(struct course *course, struct block *block, uint32_t cell)
{
	bool whole = true;

	for (unsigned int try = 0; try < BLOCK_TRIES; try++) {
		struct sample_record *next;

		between_open();
		next = samples_take(course, block, cell);
		if (block->cell->reason[0])
			return;
		whole = between_close(course->blocks);
		if (!counter_trapped() && whole) {
			course->next = next;
			course->blocks++;
			return;
		}
	}
	if (!whole)
		fail("interrupts that nobody asked for fell into each of %u tries of a block",
		     BLOCK_TRIES);
	refuse(block->cell, "reading the counter trapped in each of %u blocks, though the kernel allows it",
	       BLOCK_TRIES);
}

static void path_confirm(const struct cell *cell)
{
	if (on_trapgate && cell->path >= 0 && control(CONTROL_PATH_ACTIVE, 0, 0) != cell->path)
		fail("path %s was not active throughout its block", paths[cell->path].name);
}

/*
 * Whether the cell has just turned out not to be available: it is out, from this
 * round on. Samples of earlier rounds keep their place, and the host leaves them out.
 */
static bool cell_refused(struct course *course, const struct cell *cell, uint64_t round)
{
	if (!cell->reason[0])
		return false;
	course->plan->record_count -= (course->options->rounds - round) * cell->samples;
	return true;
}

static void cell_measure(struct course *course, uint32_t number, uint64_t round)
{
	struct cell *cell = &course->plan->cells[number];
	struct block block;

	if (cell->reason[0])
		return;
	block_begin(&block, cell, course->options, round,
		    stream_of(round, number, course->options));
	if (cell_refused(course, cell, round))
		return;
	if (cell->path >= 0)
		path_enter((unsigned int)cell->path);
	window_open(course->blocks);
	block_measure(course, &block, number);
	window_close();
	path_confirm(cell);
	path_leave();
	pmu_end(cell);
	if (cell->bench->end)
		cell->bench->end(&block);
	cell_refused(course, cell, round);
}

/* About twenty lines in all, however many rounds. */
static void progress(uint64_t done, uint64_t rounds)
{
	if (done * 20 / rounds != (done - 1) * 20 / rounds)
		print(2, "round %lu/%lu\n", done, rounds);
}

/* The numbers of the cells that are measured. */
static uint32_t cells_measured(const struct plan *plan, uint32_t *numbers)
{
	uint32_t count = 0;

	for (uint32_t n = 0; n < plan->cell_count; n++)
		if (!plan->cells[n].reason[0])
			numbers[count++] = n;
	return count;
}

static bool same_company(const struct cell *a, const struct cell *b)
{
	return a->variant->others == b->variant->others &&
	       a->variant->ordered == b->variant->ordered &&
	       a->variant->threads == b->variant->threads;
}

/*
 * Cells that are measured among the same mappings and threads follow each other,
 * in the order in which they are: to make a million takes longer than to measure.
 * Plain cells all have the same, and stay where they are.
 */
static void order_group(const struct plan *plan, uint32_t *order, uint32_t count)
{
	uint32_t done = 0;

	while (done < count) {
		const struct cell *first = &plan->cells[order[done++]];

		for (uint32_t i = done; i < count; i++) {
			uint32_t number = order[i];

			if (!same_company(first, &plan->cells[number]))
				continue;
			memmove(&order[done + 1], &order[done], (i - done) * sizeof(*order));
			order[done++] = number;
		}
	}
}

void run(struct plan *plan, const struct options *options)
{
	uint32_t *order = pages_map(plan->cell_count * sizeof(*order), 0);
	uint32_t count = cells_measured(plan, order);
	struct sample_record *first = region_make(plan);
	struct course course = { .plan = plan, .options = options, .next = first };
	struct random random;

	random_init(&random, options->seed, STREAM_ORDER);
	core_begin(options);
	for (uint64_t round = 0; round < options->rounds; round++) {
		core_round();
		random_shuffle(&random, order, count);
		order_group(plan, order, count);
		for (uint32_t i = 0; i < count; i++)
			cell_measure(&course, order[i], round);
		progress(round + 1, options->rounds);
	}
	between_tell();
	core_tell();
	region_deliver(plan, options, (uint64_t)(course.next - first));
}
