/*
 * Rows of two runs, side by side: a line for each of the pairs that were asked
 * for, in their order. What they mean for the comparison is decided by
 * tools/trapgate/compare.py. SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

#define PAIR_FIELDS 6 /* path of A, path of B, bench, pattern, variant, unit */

struct pair {
	char *key[2];
	struct interval ratio;
};

static FILE *opened(const char *name)
{
	FILE *file = fopen(name, "r");

	if (!file)
		fail("%s: %s", name, strerror(errno));
	return file;
}

/* Adds the row to a side that does not have it yet; its key. */
static char *ask_for(struct rows *side, const char *path, char **rest)
{
	char key[LINE_MAX_BYTES];

	snprintf(key, sizeof(key), "%s,%s,%s,%s", path, rest[0], rest[1], rest[2]);
	if (!rows_find(side, key))
		rows_add(side, key)->unit = checked(strdup(rest[3]));
	return checked(strdup(key));
}

/* The pairs that are asked for, and how many. */
static struct pair *read_pairs(const char *name, struct rows side[2], size_t *count)
{
	char line[LINE_MAX_BYTES], *f[PAIR_FIELDS];
	FILE *file = opened(name);
	struct pair *pairs = NULL;

	*count = 0;
	while (read_line(file, line)) {
		split(line, f, PAIR_FIELDS);
		pairs = checked(realloc(pairs, (*count + 1) * sizeof(*pairs)));
		pairs[(*count)++] = (struct pair){ { ask_for(&side[0], f[0], f + 2),
						     ask_for(&side[1], f[1], f + 2) },
						   { NAN, NAN } };
	}
	fclose(file);
	return pairs;
}

static void print_pair(const struct pair *pair, const struct rows side[2])
{
	const struct row *a = rows_find(&side[0], pair->key[0]);
	const struct row *b = rows_find(&side[1], pair->key[1]);

	if (!a->count || !b->count)
		fail("%s and %s: one of them has no samples", a->key, b->key);
	printf("%zu,%zu", a->count, b->count);
	print_number(a->median);
	print_number(b->median);
	print_number(ratio_of(a->median, b->median));
	print_number(pair->ratio.low);
	print_number(pair->ratio.high);
	print_number(delta_of(a, b));
	putchar('\n');
}

void compare(const char *samples_a, const char *samples_b, const char *pairs, const char *how)
{
	const char *names[2] = { samples_a, samples_b };
	bool paired = !strcmp(how, "paired");
	struct rows side[2] = { 0 };
	size_t count;
	struct pair *pair = read_pairs(pairs, side, &count);

	for (size_t i = 0; i < 2; i++) {
		FILE *file = opened(names[i]);

		rows_read_samples(&side[i], file, false);
		fclose(file);
	}
	if (strcmp(how, "exact")) {
#pragma omp parallel for schedule(dynamic)
		for (size_t i = 0; i < count; i++)
			pair[i].ratio =
				interval_of_ratio(rows_find(&side[0], pair[i].key[0]),
						  rows_find(&side[1], pair[i].key[1]), paired);
	}
	puts("n_a,n_b,median_a,median_b,ratio,ratio_low,ratio_high,delta");
	for (size_t i = 0; i < count; i++)
		print_pair(&pair[i], side);
}
