/*
 * Finds the ratio of two rows from the figures of independent units. A unit is
 * a layout, a boot or a block: the highest of these levels of which both rows
 * have at least two. A unit's figure is the median of its samples less that of
 * `empty` in the same layout or boot. Units of one run share what their boot or
 * layout did to all of their samples, so that samples are no replicates and
 * units are (Kalibera and Jones, Rigorous Benchmarking in Reasonable Time). The
 * logarithms of the figures are compared by Welch's t-test, or by Student's of
 * pairs if both rows are of the same boots; the interval holds for all rows of
 * a comparison at once (Bonferroni).
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "stats.h"

#define ERROR_RATE 0.05 /* that any interval of a comparison misses its truth */

/* The logarithms of a row's figures, one for each unit; NAN if a figure is not above 0. */
struct figures {
	double *value;
	size_t count;
};

static size_t units_at(const struct tree *tree, enum level level)
{
	const size_t counts[] = { tree->layouts, tree->boots, tree->blocks };

	return counts[level];
}

/* Returns the first sample of a unit; for the unit after the last, the number of samples. */
static size_t first_sample(const struct tree *tree, enum level level, size_t unit)
{
	if (level == LEVEL_LAYOUTS)
		unit = tree->boot_of_layout[unit];
	if (level <= LEVEL_BOOTS)
		unit = tree->block_of_boot[unit];
	return tree->sample_of_block[unit];
}

static double median_between(const struct row *row, size_t from, size_t to)
{
	double *values = checked(malloc((to - from) * sizeof(*values)));
	double median;

	for (size_t i = from; i < to; i++)
		values[i - from] = row->samples[i].value;
	gsl_sort(values, 1, to - from);
	median = median_of(values, to - from);
	free(values);
	return median;
}

/* Returns the median of what `empty` took in the layout, or in the boot, that a sample was taken
 * in; NAN if it has nothing there. */
static double empty_beside(const struct row *empty, const struct sample *sample, enum level level)
{
	size_t from = 0, to;

	for (; from < empty->count; from++)
		if (empty->samples[from].layout == sample->layout &&
		    (level == LEVEL_LAYOUTS || empty->samples[from].boot == sample->boot))
			break;
	for (to = from; to < empty->count; to++)
		if (empty->samples[to].layout != sample->layout ||
		    (level != LEVEL_LAYOUTS && empty->samples[to].boot != sample->boot))
			break;
	return from < to ? median_between(empty, from, to) : NAN;
}

static struct figures figures_of(const struct row *row, const struct row *empty, enum level level)
{
	struct tree tree = tree_of(row);
	struct figures f = { .count = units_at(&tree, level) };

	f.value = checked(malloc((f.count + 1) * sizeof(*f.value)));
	for (size_t i = 0; i < f.count; i++) {
		size_t from = first_sample(&tree, level, i);
		double figure = median_between(row, from, first_sample(&tree, level, i + 1));

		if (empty)
			figure -= empty_beside(empty, &row->samples[from], level);
		f.value[i] = figure > 0 ? log(figure) : NAN;
	}
	tree_free(&tree);
	return f;
}

static bool has_gaps(const struct figures *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (isnan(f->value[i]))
			return true;
	return false;
}

/* Returns the variance of the mean of so many figures. */
static double variance_of_mean(const struct figures *f)
{
	return gsl_stats_variance(f->value, 1, f->count) / (double)f->count;
}

/* Compares two means, each with a variance of its own, as Welch does. Returns the degrees of
 * freedom. */
static double welch(const struct figures f[2], double *difference, double *error)
{
	double a = variance_of_mean(&f[0]), b = variance_of_mean(&f[1]);

	*difference = gsl_stats_mean(f[1].value, 1, f[1].count) - gsl_stats_mean(f[0].value, 1, f[0].count);
	*error = sqrt(a + b);
	if (a + b <= 0)
		return 1;
	return (a + b) * (a + b) /
	       (a * a / (double)(f[0].count - 1) + b * b / (double)(f[1].count - 1));
}

/* Compares units that belong together by their differences, as Student does. Returns the degrees of
 * freedom. */
static double student(const struct figures f[2], double *difference, double *error)
{
	struct figures d = { .count = f[0].count, .value = checked(malloc(f[0].count * sizeof(double))) };

	for (size_t i = 0; i < d.count; i++)
		d.value[i] = f[1].value[i] - f[0].value[i];
	*difference = gsl_stats_mean(d.value, 1, d.count);
	*error = sqrt(variance_of_mean(&d));
	free(d.value);
	return (double)(d.count - 1);
}

/* Returns the highest level with two units on both sides; blocks if there is none. */
static enum level level_of(const struct tree *a, const struct tree *b)
{
	for (enum level level = LEVEL_LAYOUTS; level < LEVEL_BLOCKS; level++)
		if (units_at(a, level) > 1 && units_at(b, level) > 1)
			return level;
	return LEVEL_BLOCKS;
}

/* Fills in a comparison whose units are chosen. */
static void judge(struct comparison *c, const struct figures f[2], bool paired, size_t family)
{
	double difference, error, freedom, reach;

	if (c->units[0] < 2 || c->units[1] < 2 || has_gaps(&f[0]) || has_gaps(&f[1]))
		return;
	freedom = (paired ? student : welch)(f, &difference, &error);
	reach = error * gsl_cdf_tdist_Pinv(1 - ERROR_RATE / (2 * (double)family), freedom);
	c->ratio = exp(difference);
	c->interval = (struct interval){ exp(difference - reach), exp(difference + reach) };
}

struct comparison compare_units(const struct row *const row[2], const struct row *const empty[2],
				bool paired, size_t family)
{
	struct tree tree[2] = { tree_of(row[0]), tree_of(row[1]) };
	struct comparison c = { .ratio = NAN,
				.interval = { NAN, NAN },
				.level = level_of(&tree[0], &tree[1]) };
	struct figures f[2];

	paired = paired && tree_has_boots_of(&tree[0], &tree[1]);
	for (size_t i = 0; i < 2; i++) {
		f[i] = figures_of(row[i], empty[i], c.level);
		c.units[i] = f[i].count;
		tree_free(&tree[i]);
	}
	judge(&c, f, paired && f[0].count == f[1].count, family);
	for (size_t i = 0; i < 2; i++)
		free(f[i].value);
	return c;
}
