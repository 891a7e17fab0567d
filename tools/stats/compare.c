/*
 * Compares rows of two runs: prints a line for each of the pairs that were
 * asked for, in their order. tools/trapgate/compare.py decides what the lines
 * mean. Next: units.c. SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

/* path of A, path of B, bench, pattern, variant, unit, variant of A's `empty`, of B's */
#define PAIR_FIELDS 8
#define NOT_JUDGED  "events"

struct pair {
	char *key[2], *empty[2]; /* of both sides; NULL: it has no `empty` */
	bool judged;
	struct comparison found;
};

static FILE *opened(const char *name)
{
	FILE *file = fopen(name, "r");

	if (!file)
		fail("%s: %s", name, strerror(errno));
	return file;
}

/* Adds the row to a side that does not have it yet. Returns its key. */
static char *ask_for(struct rows *side, const char *path, char **rest)
{
	char key[LINE_MAX_BYTES];

	snprintf(key, sizeof(key), "%s,%s,%s,%s", path, rest[0], rest[1], rest[2]);
	if (!rows_find(side, key))
		rows_add(side, key)->unit = checked(strdup(rest[3]));
	return checked(strdup(key));
}

static char *ask_for_empty(struct rows *side, char *variant, char *unit)
{
	char *rest[] = { "empty", "-", variant, unit };

	return *variant ? ask_for(side, "-", rest) : NULL;
}

/* Reads the pairs that are asked for, and returns them and how many they are. */
static struct pair *read_pairs(const char *name, struct rows side[2], size_t *count)
{
	char line[LINE_MAX_BYTES], *f[PAIR_FIELDS];
	FILE *file = opened(name);
	struct pair *pairs = NULL;

	*count = 0;
	while (read_line(file, line)) {
		struct pair *pair;

		split(line, f, PAIR_FIELDS);
		pairs = checked(realloc(pairs, (*count + 1) * sizeof(*pairs)));
		pair = &pairs[(*count)++];
		*pair = (struct pair){ .judged = strcmp(f[5], NOT_JUDGED) };
		for (size_t i = 0; i < 2; i++) {
			pair->key[i] = ask_for(&side[i], f[i], f + 2);
			pair->empty[i] = ask_for_empty(&side[i], f[6 + i], f[5]);
		}
	}
	fclose(file);
	return pairs;
}

/* Finds each side's row of a pair, and its `empty` or NULL. */
static void rows_of(const struct pair *pair, const struct rows side[2], const struct row *row[2],
		    const struct row *empty[2])
{
	for (size_t i = 0; i < 2; i++) {
		row[i] = rows_find(&side[i], pair->key[i]);
		empty[i] = pair->empty[i] ? rows_find(&side[i], pair->empty[i]) : NULL;
	}
}

static double net_of(const struct row *row, const struct row *empty)
{
	return row->median - (empty ? empty->median : 0);
}

static void print_pair(const struct pair *pair, const struct rows side[2])
{
	static const char *const levels[] = { "layouts", "boots", "blocks" };
	const struct comparison *c = &pair->found;
	const struct row *row[2], *empty[2];
	double ratio;

	rows_of(pair, side, row, empty);
	if (!row[0]->count || !row[1]->count)
		fail("%s and %s: one of them has no samples", row[0]->key, row[1]->key);
	ratio = ratio_of(net_of(row[0], empty[0]), net_of(row[1], empty[1]));
	printf("%zu,%zu", row[0]->count, row[1]->count);
	for (size_t i = 0; i < 2; i++)
		print_number(row[i]->median);
	for (size_t i = 0; i < 2; i++)
		print_number(net_of(row[i], empty[i]));
	print_number(isnan(c->ratio) ? ratio : c->ratio);
	print_number(c->interval.low);
	print_number(c->interval.high);
	print_number(delta_of(row[0], row[1]));
	printf(",%s,%zu,%zu\n", levels[c->level], c->units[0], c->units[1]);
}

/* Compares the units of each pair; the intervals hold for all that are judged at once. */
static void judge(struct pair *pair, size_t count, const struct rows side[2], bool paired)
{
	size_t family = 0;

	for (size_t i = 0; i < count; i++)
		family += pair[i].judged;
#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < count; i++) {
		const struct row *row[2], *empty[2];

		rows_of(&pair[i], side, row, empty);
		pair[i].found = compare_units(row, empty, paired, family ? family : 1);
	}
}

void compare(const char *samples_a, const char *samples_b, const char *pairs, const char *how)
{
	const char *names[2] = { samples_a, samples_b };
	struct rows side[2] = { 0 };
	size_t count;
	struct pair *pair = read_pairs(pairs, side, &count);

	for (size_t i = 0; i < 2; i++) {
		FILE *file = opened(names[i]);

		rows_read_samples(&side[i], file, false);
		fclose(file);
	}
	for (size_t i = 0; i < count; i++)
		pair[i].found = (struct comparison){ NAN, { NAN, NAN }, LEVEL_BLOCKS, { 0, 0 } };
	if (strcmp(how, "exact"))
		judge(pair, count, side, !strcmp(how, "paired"));
	puts("n_a,n_b,median_a,median_b,net_a,net_b,ratio,ratio_low,ratio_high,delta,level,units_a,units_b");
	for (size_t i = 0; i < count; i++)
		print_pair(&pair[i], side);
}
