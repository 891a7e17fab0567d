/* Computes what follows from the order of values. SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "stats.h"

#define FENCE 3 /* interquartile ranges: Tukey's outer fence */

double median_of(const double *sorted, size_t count)
{
	return gsl_stats_median_from_sorted_data(sorted, 1, count);
}

double percentile_of(const double *sorted, size_t count, unsigned int permille)
{
	size_t rank = (count * permille + 999) / 1000;

	return sorted[rank ? rank - 1 : 0];
}

double deviation_of(const double *sorted, size_t count, double middle)
{
	double *distance = checked(malloc(count * sizeof(*distance)));
	double median;

	for (size_t i = 0; i < count; i++)
		distance[i] = fabs(sorted[i] - middle);
	gsl_sort(distance, 1, count);
	median = median_of(distance, count);
	free(distance);
	return median;
}

/*
 * Finds the outliers and the mean of all else. If half of the values and more
 * are one value, the quartiles may coincide: the rule then takes every other
 * value for an outlier. But a counter that goes by steps spreads any duration
 * over two values, and neither is an outlier: so a step counts as the least
 * distance between the quartiles.
 */
void find_inner(struct row *row)
{
	const double *sorted = row->sorted;
	double q1 = percentile_of(sorted, row->count, 250);
	double q3 = percentile_of(sorted, row->count, 750);
	double reach =
		FENCE * fmax(q3 - q1, row->step); /* of NAN and a number fmax() gives the number */
	size_t from = 0, to = row->count;

	while (sorted[from] < q1 - reach)
		from++;
	while (sorted[to - 1] > q3 + reach)
		to--;
	row->inner_from = from;
	row->inner_to = to;
	row->mean = gsl_stats_mean(sorted + from, 1, to - from);
}

double ratio_of(double a, double b)
{
	if (a == b)
		return 1;
	return a > 0 ? b / a : INFINITY;
}

double delta_of(const struct row *a, const struct row *b)
{
	size_t below = 0,
	       up_to = 0; /* of b's: how many are below this one of a's, below or equal */
	double more = 0;

	for (size_t i = 0; i < a->count; i++) {
		while (below < b->count && b->sorted[below] < a->sorted[i])
			below++;
		while (up_to < b->count && b->sorted[up_to] <= a->sorted[i])
			up_to++;
		more += (double)(b->count - up_to) - (double)below;
	}
	return more / ((double)a->count * (double)b->count);
}
