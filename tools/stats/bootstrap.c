/*
 * Finds intervals by hierarchical bootstrap. Other runs are drawn from the
 * row's own samples, each level with replacement: as many layouts as there are,
 * in each as many boots as it has, in each as many blocks, in each as many
 * samples. The statistic of many such runs is spread as it would be over runs;
 * its middle 95 % are the interval (Efron and Tibshirani, An Introduction to
 * the Bootstrap, chapter 13; levels: Kalibera and Jones, Rigorous Benchmarking
 * in Reasonable Time).
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>

#include "stats.h"

#define RESAMPLES 1000 /* the 2.5 % at each end are then the 25th of them */

/* A row, ready to be drawn from. A sample is the number of its value among the row's distinct
 * values: so a drawn run is a count of each value, and its median is found by walking over the
 * counts. */
struct urn {
	struct tree tree;
	double *value;	  /* the distinct ones, ascending */
	uint32_t *number; /* of each sample's value */
	uint32_t *count;  /* of each value, in the run that was drawn last */
	bool *same;	  /* of each block: its samples are all one value, so that no die is cast */
	size_t distinct, total;
};

static uint32_t number_of(const struct urn *urn, double value)
{
	size_t low = 0, high = urn->distinct;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (urn->value[middle] <= value)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static bool is_same(const struct urn *urn, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (urn->number[i] != urn->number[from])
			return false;
	return true;
}

static struct urn urn_of(const struct row *row)
{
	struct urn u = { .tree = tree_of(row) };

	u.value = checked(malloc(row->count * sizeof(*u.value)));
	u.number = checked(malloc(row->count * sizeof(*u.number)));
	for (size_t i = 0; i < row->count; i++)
		if (!i || row->sorted[i] != row->sorted[i - 1])
			u.value[u.distinct++] = row->sorted[i];
	u.count = checked(malloc(u.distinct * sizeof(*u.count)));
	for (size_t i = 0; i < row->count; i++)
		u.number[i] = number_of(&u, row->samples[i].value);
	u.same = checked(malloc(u.tree.blocks * sizeof(*u.same)));
	for (size_t i = 0; i < u.tree.blocks; i++)
		u.same[i] = is_same(&u, u.tree.sample_of_block[i], u.tree.sample_of_block[i + 1]);
	return u;
}

static void urn_free(struct urn *urn)
{
	tree_free(&urn->tree);
	free(urn->value);
	free(urn->number);
	free(urn->count);
	free(urn->same);
}

/* Returns one of [from, to), all equally likely but for 1 in 2^32 divided by their number. */
static size_t pick(gsl_rng *rng, size_t from, size_t to)
{
	return from + ((gsl_rng_get(rng) * (uint64_t)(to - from)) >> 32);
}

/* Draws as many samples as a block has. A word of the generator does for three picks among up to
 * 64: the fraction that a pick leaves over is as random as the word, but for the bits that went
 * into the pick. The third pick has 20 of them. */
static void draw_block(struct urn *urn, gsl_rng *rng, size_t block)
{
	size_t from = urn->tree.sample_of_block[block];
	size_t size = urn->tree.sample_of_block[block + 1] - from;
	size_t picks = size <= 64 ? 3 : 1;
	uint64_t word = 0;

	urn->total += size;
	if (urn->same[block]) {
		urn->count[urn->number[from]] += size;
		return;
	}
	for (size_t i = 0; i < size; i++) {
		word = (i % picks ? (uint32_t)word : gsl_rng_get(rng)) * (uint64_t)size;
		urn->count[urn->number[from + (word >> 32)]]++;
	}
}

/* Draws as many layouts as there are, in each as many boots as it has. Stores the numbers of the
 * boots, and returns how many they are. */
static size_t draw_boots(const struct tree *t, gsl_rng *rng, size_t *boots)
{
	size_t count = 0;

	for (size_t i = 0; i < t->layouts; i++) {
		size_t layout = pick(rng, 0, t->layouts);
		size_t from = t->boot_of_layout[layout], to = t->boot_of_layout[layout + 1];

		for (size_t j = from; j < to; j++)
			boots[count++] = pick(rng, from, to);
	}
	return count;
}

/* Draws a run of these boots: in each as many blocks as it has. */
static void draw_run(struct urn *urn, gsl_rng *rng, const size_t *boots, size_t count)
{
	const size_t *block_of_boot = urn->tree.block_of_boot;

	urn->total = 0;
	for (size_t i = 0; i < urn->distinct; i++)
		urn->count[i] = 0;
	for (size_t i = 0; i < count; i++) {
		size_t from = block_of_boot[boots[i]], to = block_of_boot[boots[i] + 1];

		for (size_t j = from; j < to; j++)
			draw_block(urn, rng, pick(rng, from, to));
	}
}

/* Returns the value of rank `rank`, from 0, in the run that was drawn. */
static double value_at(const struct urn *urn, size_t rank)
{
	size_t i = 0;

	for (size_t below = urn->count[0]; below <= rank; below += urn->count[i])
		i++;
	return urn->value[i];
}

static double drawn_median(const struct urn *urn)
{
	return (value_at(urn, (urn->total - 1) / 2) + value_at(urn, urn->total / 2)) / 2;
}

/* Returns the mean of the drawn run, without the values that are outliers of the row. If it has no
 * others, which is as good as impossible, the row's own mean stands for it. */
static double drawn_mean(const struct urn *urn, const struct row *row)
{
	double least = row->sorted[row->inner_from], most = row->sorted[row->inner_to - 1];
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < urn->distinct; i++) {
		if (urn->value[i] < least || urn->value[i] > most)
			continue;
		sum += urn->count[i] * urn->value[i];
		count += urn->count[i];
	}
	return count ? sum / (double)count : row->mean;
}

/* Returns the interval by the percentile method. Its ends are values of the statistic, so that an
 * interval of whole counts has whole ends, and nothing is assumed about their distribution. */
static struct interval middle(double *statistic, size_t count)
{
	size_t tail = count / 40;

	gsl_sort(statistic, 1, count);
	return (struct interval){ statistic[tail - 1], statistic[count - tail] };
}

/* Returns room for what draw_boots() stores: no layout has more boots than there are. */
static size_t *boots_room(const struct urn *urn)
{
	return checked(malloc(urn->tree.layouts * urn->tree.boots * sizeof(size_t)));
}

static gsl_rng *rng_of(const char *key)
{
	gsl_rng *rng = checked(gsl_rng_alloc(gsl_rng_mt19937));

	/* Each row has its own generator, so that its interval does not depend on what else was
	 * measured. */
	gsl_rng_set(rng, hash_of(key));
	return rng;
}

void intervals_find(struct row *row)
{
	double median[RESAMPLES], mean[RESAMPLES];
	bool has_mean = isfinite(row->step);
	struct urn urn;
	size_t *boots;
	gsl_rng *rng;

	row->spread = row->mean_spread = (struct interval){ NAN, NAN };
	if (row->count < 2)
		return;
	urn = urn_of(row);
	boots = boots_room(&urn);
	rng = rng_of(row->key);
	for (size_t i = 0; i < RESAMPLES; i++) {
		draw_run(&urn, rng, boots, draw_boots(&urn.tree, rng, boots));
		median[i] = drawn_median(&urn);
		mean[i] = has_mean ? drawn_mean(&urn, row) : NAN;
	}
	gsl_rng_free(rng);
	free(boots);
	urn_free(&urn);
	row->spread = middle(median, RESAMPLES);
	if (has_mean)
		row->mean_spread = middle(mean, RESAMPLES);
}
