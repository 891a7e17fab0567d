/* Finds rows by their key, and gathers the samples of each. SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

#include "stats.h"

#define SAMPLE_FIELDS 10

/* A slot of the hash table, which uses open addressing: at most half of its slots are taken. */
struct slot {
	uint32_t hash;
	uint32_t row; /* its number and one; 0: free */
};

uint32_t hash_of(const char *text)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

/* Returns the slot that a key is in, or the free one that it would go to. */
static struct slot *slot_of(const struct rows *rows, const char *key, uint32_t hash)
{
	size_t mask = rows->slot_count - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct slot *slot = &rows->slots[i];

		if (!slot->row ||
		    (slot->hash == hash && !strcmp(rows->row[slot->row - 1].key, key)))
			return slot;
	}
}

/* Makes room for so many slots, and puts all rows into their new ones. */
static void grow(struct rows *rows, size_t slot_count)
{
	free(rows->slots);
	rows->slots = checked(calloc(slot_count, sizeof(*rows->slots)));
	rows->slot_count = slot_count;
	rows->row = checked(realloc(rows->row, slot_count / 2 * sizeof(*rows->row)));
	for (size_t i = 0; i < rows->count; i++) {
		uint32_t hash = hash_of(rows->row[i].key);

		*slot_of(rows, rows->row[i].key, hash) = (struct slot){ hash, i + 1 };
	}
}

struct row *rows_find(const struct rows *rows, const char *key)
{
	struct slot *slot = rows->count ? slot_of(rows, key, hash_of(key)) : NULL;

	return slot && slot->row ? &rows->row[slot->row - 1] : NULL;
}

struct row *rows_add(struct rows *rows, const char *key)
{
	uint32_t hash = hash_of(key);
	struct row *row;

	if (rows->count == rows->slot_count / 2)
		grow(rows, rows->slot_count ? 2 * rows->slot_count : 1024);
	if (rows_find(rows, key))
		fail("%s is there twice", key);
	*slot_of(rows, key, hash) = (struct slot){ hash, rows->count + 1 };
	row = &rows->row[rows->count++];
	*row = (struct row){ .key = checked(strdup(key)), .median = NAN, .step = NAN, .mean = NAN };
	return row;
}

static double value_in(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !isfinite(value))
		fail("expected a number, got '%s'", text);
	return value;
}

static uint32_t number_in(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || value > UINT32_MAX)
		fail("expected the number of a layout, boot, block or sample, got '%s'", text);
	return value;
}

static void add_sample(struct row *row, char **fields)
{
	if (row->count == row->room) {
		row->room = row->room ? 2 * row->room : 256;
		row->samples = checked(realloc(row->samples, row->room * sizeof(*row->samples)));
	}
	row->samples[row->count++] =
		(struct sample){ value_in(fields[8]), number_in(fields[4]), number_in(fields[5]),
				 number_in(fields[6]), number_in(fields[7]) };
}

static int by_place(const void *one, const void *other)
{
	const struct sample *a = one, *b = other;

	if (a->layout != b->layout)
		return a->layout < b->layout ? -1 : 1;
	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	if (a->block != b->block)
		return a->block < b->block ? -1 : 1;
	return (a->seq > b->seq) - (a->seq < b->seq);
}

static void sort(struct row *row)
{
	if (!row->count)
		return;
	qsort(row->samples, row->count, sizeof(*row->samples), by_place);
	row->sorted = checked(malloc(row->count * sizeof(*row->sorted)));
	for (size_t i = 0; i < row->count; i++)
		row->sorted[i] = row->samples[i].value;
	gsl_sort(row->sorted, 1, row->count);
	row->median = median_of(row->sorted, row->count);
}

void rows_read_samples(struct rows *rows, FILE *file, bool all)
{
	char line[LINE_MAX_BYTES], *f[SAMPLE_FIELDS];

	if (!read_line(file, line) ||
	    strcmp(line, "path,bench,pattern,variant,layout,boot,block,seq,value,unit"))
		fail("the samples do not begin with their header line");
	while (read_line(file, line)) {
		struct row *row;

		split(line, f, SAMPLE_FIELDS);
		row = rows_find(rows, join_key(f));
		if (!row && !all)
			continue;
		if (!row || strcmp(row->unit, f[9]))
			fail("a sample of no cell: %s in %s", f[0], f[9]);
		add_sample(row, f);
	}
	for (size_t i = 0; i < rows->count; i++)
		sort(&rows->row[i]);
}
