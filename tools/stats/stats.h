/*
 * The parts of build/host/stats, from samples to numbers. main.c says what may be
 * asked; csv.c reads lines, rows.c gathers samples, tree.c says how they
 * nest, order.c has what follows from their order, step.c the counter's step,
 * drift.c what changed from a block's begin to its end, bootstrap.c the intervals of
 * medians and means, units.c those of ratios; summary.c and compare.c print.
 * Sources and reasons: docs/measurement.md. SPDX-License-Identifier: MIT
 */
#ifndef TOOLS_STATS_H
#define TOOLS_STATS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define LINE_MAX_BYTES 1024
#define KEY_FIELDS     4 /* path,bench,pattern,variant */

/* Ends the program with a sentence. */
void fail(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
/* Returns `memory`; fails if it is NULL. */
void *checked(void *memory);

/* Reads the next line without its end; returns false after the last. The fields hold no comma and
 * no quote. */
bool read_line(FILE *file, char *line);
/* Cuts a line at its commas, into exactly `count` fields. */
void split(char *line, char **fields, size_t count);
/* Undoes split() for the first fields of a line, and returns them: the key. */
char *join_key(char **fields);
/* Prints a comma, and the number with as many digits as it has, up to the ten that a 1,024th takes;
 * no number if it is NAN or infinite. */
void print_number(double value);

/* A sample, and where it was taken: the unit of each level, its place in the block. */
struct sample {
	double value;
	uint32_t layout, boot, block, seq;
};

/* An interval of 95 %; NAN: there is none. */
struct interval {
	double low, high;
};

/* The first quarter of each block beside the last one. NAN: they were not compared. */
struct drift {
	double first, last; /* medians */
	double more; /* how much more often the last is above the first than below it, -1 to 1 */
	double p;    /* of that or more, if blocks did not change from begin to end */
};

struct row {
	char *key; /* "path,bench,pattern,variant" */
	char *status, *floor, *unit, *batch;
	struct sample *samples; /* by layout, boot, block, seq */
	double *sorted;		/* their values */
	size_t count, room;
	double median;		     /* NAN: there is none */
	double step;		     /* all values are multiples of it; NAN: they are no times */
	size_t inner_from, inner_to; /* of `sorted`: what is no outlier */
	double mean;		     /* of that */
	struct interval spread, mean_spread; /* of median and mean */
	struct drift drift;
};

struct rows {
	struct row *row;
	size_t count;
	struct slot *slots; /* by the hash of the key */
	size_t slot_count;
};

/* Adds a row with a copy of the key. Fails if the key is there. */
struct row *rows_add(struct rows *rows, const char *key);
/* Returns the row with that key, or NULL. */
struct row *rows_find(const struct rows *rows, const char *key);
/* Gives each row of `rows` its samples, from a samples.csv, and sorts them. Samples of other rows
 * are left out; if `all`, it fails on them. */
void rows_read_samples(struct rows *rows, FILE *file, bool all);
uint32_t hash_of(const char *text);

/* Return figures of sorted values. The percentile is the nearest rank: the least value that
 * `permille` of all do not exceed. The median of an even number is the mean of the middle two. */
double median_of(const double *sorted, size_t count);
double percentile_of(const double *sorted, size_t count, unsigned int permille);
/* Returns the median distance from `middle`. */
double deviation_of(const double *sorted, size_t count, double middle);
/* Finds the row's outliers: what lies further than 3 interquartile ranges, and than 3 steps of the
 * counter, outside of the quartiles. Sets the mean of all other values. */
void find_inner(struct row *row);
/* Returns b by a, neither negative; 1 if they are equal. */
double ratio_of(double a, double b);
/* Returns Cliff's delta: how much more often a sample of b is above one of a than below it, -1 to
 * 1. */
double delta_of(const struct row *a, const struct row *b);

/* How the samples of a row nest: unit n of a level begins at [n] of the next level, and the last
 * unit ends at [count]. */
struct tree {
	size_t layouts, boots, blocks, samples;
	size_t *boot_of_layout, *block_of_boot, *sample_of_block;
};
struct tree tree_of(const struct row *row);
void tree_free(struct tree *tree);
/* Returns whether both are of as many layouts, with as many boots each. */
bool tree_has_boots_of(const struct tree *tree, const struct tree *other);

/* step.c: gives each row whose unit is a counter's the step that all of them go by. */
void steps_find(struct rows *rows);
/* drift.c: compares the ends of the row's blocks. */
struct drift drift_of(const struct row *row);

/* Gives the row the intervals of its median and, if it has a step, of its mean. */
void intervals_find(struct row *row);

/* Levels at which a run repeats itself, the highest first. */
enum level { LEVEL_LAYOUTS, LEVEL_BOOTS, LEVEL_BLOCKS };

/* A comparison of two rows: B's figure by A's. NAN, and an interval of NAN, if the units do not
 * say. */
struct comparison {
	double ratio;
	struct interval interval; /* holds for all `family` rows of a comparison at once */
	enum level level;	  /* what the units are */
	size_t units[2];
};

/* units.c: compares two rows net of `empty`, which may be NULL. `paired`: both were measured in the
 * same boots. */
struct comparison compare_units(const struct row *const row[2], const struct row *const empty[2],
				bool paired, size_t family);

void summary(const char *arch, const char *instrument, const char *cells);
void compare(const char *samples_a, const char *samples_b, const char *pairs, const char *how);

#endif
