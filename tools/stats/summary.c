/*
 * Prints summary.csv: a line for each row, with what follows from its samples
 * and what others are subtracted from it. A row is compared with `empty`,
 * `stub_nop` and the floor of its own variant if that variant has an `empty`,
 * else with the plain ones; and only if they have its unit and batch.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

#define CELL_FIELDS 8
#define HEADER                                                                                     \
	"arch,instrument,path,bench,pattern,variant,status,unit,n,min,median,p99,max,baseline,"    \
	"net_median,over_floor,p1,p5,q1,q3,p95,p999,mad,outliers,median_low,median_high,"          \
	"stub_median,slope,layouts,boots,blocks,step,mean,mean_low,mean_high,net_mean,"            \
	"over_floor_mean,slope_mean,first_quarter,last_quarter,drift,drift_p"
/* The window of the first holds twice as many calls as that of the other one. */
#define BATCH_TWICE "batch=128"
#define BATCH_ONCE  "batch=64"

static struct rows rows;

static void read_cells(const char *name)
{
	char line[LINE_MAX_BYTES], *f[CELL_FIELDS];
	FILE *file = fopen(name, "r");

	if (!file)
		fail("%s: %s", name, strerror(errno));
	while (read_line(file, line)) {
		struct row *row;

		split(line, f, CELL_FIELDS);
		row = rows_add(&rows, join_key(f));
		row->status = checked(strdup(f[4]));
		row->floor = checked(strdup(f[5]));
		row->unit = checked(strdup(f[6]));
		row->batch = checked(strdup(f[7]));
	}
	fclose(file);
}

static const char *variant_of(const struct row *row)
{
	return strrchr(row->key, ',') + 1;
}

/* Returns the row of another path and bench, without a pattern. */
static const struct row *row_named(const char *path, const char *bench, const char *variant)
{
	char key[LINE_MAX_BYTES];

	snprintf(key, sizeof(key), "%s,%s,-,%s", path, bench, variant);
	return rows_find(&rows, key);
}

/* Returns `other` if it can be compared with `row`, else NULL. */
static const struct row *row_beside(const struct row *row, const struct row *other)
{
	if (!other || strcmp(other->batch, row->batch) || strcmp(other->unit, row->unit))
		return NULL;
	return other;
}

static double median_beside(const struct row *row, const struct row *other)
{
	return row_beside(row, other) ? other->median : NAN;
}

static double mean_beside(const struct row *row, const struct row *other)
{
	return row_beside(row, other) ? other->mean : NAN;
}

/* Returns the variant that this row's controls are of. */
static const char *controls_of(const struct row *row)
{
	return row_named("-", "empty", variant_of(row)) ? variant_of(row) : "-";
}

/* Returns what a call costs by the difference of a window of 2n and one of n: all that does not
 * grow with the number of calls falls away. */
static double slope_of(const struct row *row, bool by_mean)
{
	const char *variant = variant_of(row);
	char key[LINE_MAX_BYTES];
	const struct row *once;

	if (strcmp(variant, BATCH_TWICE))
		return NAN;
	snprintf(key, sizeof(key), "%.*s%s", (int)(variant - row->key), row->key, BATCH_ONCE);
	once = rows_find(&rows, key);
	if (!once || strcmp(once->unit, row->unit))
		return NAN;
	return by_mean ? 2 * row->mean - once->mean : 2 * row->median - once->median;
}

static void print_percentiles(const struct row *row)
{
	static const unsigned int permille[] = { 10, 50, 250, 750, 950, 999 };

	for (size_t i = 0; i < sizeof(permille) / sizeof(*permille); i++)
		print_number(row->count ? percentile_of(row->sorted, row->count, permille[i])
					: NAN);
}

static void print_spread(const struct row *row)
{
	print_number(row->count ? deviation_of(row->sorted, row->count, row->median) : NAN);
	printf(",%zu", row->count - (row->inner_to - row->inner_from));
	print_number(row->spread.low);
	print_number(row->spread.high);
}

/* Prints the figures that are shown if the counter's step is large beside them. */
static void print_means(const struct row *row, const char *variant)
{
	double baseline = mean_beside(row, row_named("-", "empty", variant));
	double net = row->mean - baseline;
	double floor = mean_beside(row, row_named(row->floor, "null", variant)) - baseline;
	bool has = isfinite(row->step);

	print_number(row->count ? row->step : NAN);
	print_number(has ? row->mean : NAN);
	print_number(row->mean_spread.low);
	print_number(row->mean_spread.high);
	print_number(has ? net : NAN);
	print_number(has ? net - floor : NAN);
	print_number(has ? slope_of(row, true) : NAN);
}

static void print_drift(const struct drift *drift)
{
	print_number(drift->first);
	print_number(drift->last);
	print_number(drift->more);
	print_number(drift->p);
}

static void print_row(const char *arch, const char *instrument, const struct row *row)
{
	const char *variant = controls_of(row);
	double baseline = median_beside(row, row_named("-", "empty", variant));
	double net = row->median - baseline;
	double floor = median_beside(row, row_named(row->floor, "null", variant)) - baseline;
	double stub = median_beside(row, row_named("-", "stub_nop", variant));
	bool has = row->count > 0;
	bool lost = !has && !strcmp(row->status, "ok");
	struct tree tree = tree_of(row);

	printf("%s,%s,%s,%s,%s,%zu", arch, instrument, row->key, lost ? "incomplete" : row->status,
	       row->unit, row->count);
	print_number(has ? row->sorted[0] : NAN);
	print_number(row->median);
	print_number(has ? percentile_of(row->sorted, row->count, 990) : NAN);
	print_number(has ? row->sorted[row->count - 1] : NAN);
	print_number(has ? baseline : NAN);
	print_number(net);
	print_number(net - floor);
	print_percentiles(row);
	print_spread(row);
	print_number(has ? stub : NAN);
	print_number(slope_of(row, false));
	printf(",%zu,%zu,%zu", tree.layouts, tree.boots, tree.blocks);
	print_means(row, variant);
	print_drift(&row->drift);
	putchar('\n');
	tree_free(&tree);
}

void summary(const char *arch, const char *instrument, const char *cells)
{
	read_cells(cells);
	rows_read_samples(&rows, stdin, true);
	steps_find(&rows);
#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.row[i].count)
			find_inner(&rows.row[i]);
		intervals_find(&rows.row[i]);
		rows.row[i].drift = drift_of(&rows.row[i]);
	}
	puts(HEADER);
	for (size_t i = 0; i < rows.count; i++)
		print_row(arch, instrument, &rows.row[i]);
}
