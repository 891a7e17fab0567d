/*
 * Tells whether the samples of a row are of one kind from the begin of a block
 * to its end. In each block the samples of the first quarter are compared with
 * those of the last one, pair by pair, as the rank-sum test of Mann and Whitney
 * does. A block gives one number, from -1 (the last are all below) to 1.
 * Samples of a block are alike, but blocks are independent: so the numbers of
 * the blocks are tested. If nothing changes within a block, its number is as
 * likely to be positive as negative. The sum of all numbers, divided by the
 * root of the sum of their squares, is then a normal deviate, or nearer to zero
 * (Efron, Student's t-Test under Symmetry Conditions, 1969).
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

#include "stats.h"

/* `cycle8` makes its calls in turn, so only calls of one kind are compared. A batch holds whole
 * turns. */
#define CYCLE 8
/* Counts of instructions do not settle, so they are not tested. */
#define EXACT_UNIT "instructions"

static size_t period_of(const struct row *row)
{
	return strstr(row->key, ",cycle8,") && !strcmp(row->batch, "1") ? CYCLE : 1;
}

struct ends {
	double *first, *last; /* values of all blocks */
	size_t count;	      /* of each */
	size_t blocks;
	double sum, squares; /* of the blocks' numbers */
};

static int sign(double a, double b)
{
	return (a > b) - (a < b);
}

/* Returns one block's number, from `count` samples at its begin and as many from `lag` on. */
static double compare_ends(const struct sample *sample, size_t count, size_t lag, size_t period)
{
	double more = 0;
	size_t pairs = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = i % period; j < count; j += period) {
			more += sign(sample[lag + j].value, sample[i].value);
			pairs++;
		}
	return more / (double)pairs;
}

static void add_block(struct ends *ends, const struct sample *sample, size_t size, size_t period)
{
	size_t quarter = size < 4 ? 1 : size / 4;
	size_t lag = (size - quarter + period - 1) / period * period;
	double number;

	if (size < 2 || lag >= size)
		return;
	quarter = size - lag < quarter ? size - lag : quarter;
	number = compare_ends(sample, quarter, lag, period);
	ends->sum += number;
	ends->squares += number * number;
	ends->blocks++;
	for (size_t i = 0; i < quarter; i++) {
		ends->first[ends->count] = sample[i].value;
		ends->last[ends->count++] = sample[lag + i].value;
	}
}

static double median_sorting(double *values, size_t count)
{
	gsl_sort(values, 1, count);
	return median_of(values, count);
}

static struct drift judged(struct ends *ends)
{
	double deviate = ends->squares > 0 ? ends->sum / sqrt(ends->squares) : 0;

	return (struct drift){ median_sorting(ends->first, ends->count),
			       median_sorting(ends->last, ends->count),
			       ends->sum / (double)ends->blocks,
			       2 * gsl_cdf_ugaussian_Q(fabs(deviate)) };
}

struct drift drift_of(const struct row *row)
{
	struct drift drift = { NAN, NAN, NAN, NAN };
	size_t room = (row->count + 1) * sizeof(double);
	struct ends ends = { checked(malloc(room)), checked(malloc(room)), 0, 0, 0, 0 };
	struct tree tree = tree_of(row);

	for (size_t i = 0; i < tree.blocks; i++)
		add_block(&ends, row->samples + tree.sample_of_block[i],
			  tree.sample_of_block[i + 1] - tree.sample_of_block[i], period_of(row));
	if (ends.blocks && strcmp(row->unit, EXACT_UNIT))
		drift = judged(&ends);
	tree_free(&tree);
	free(ends.first);
	free(ends.last);
	return drift;
}
