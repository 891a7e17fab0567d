/* Medians of the run's own samples, for the stages of `contact`. SPDX-License-Identifier: MIT */
#include "bench/contact.h"

/* Values of a row that are looked at: a short run has fewer. */
#define VALUES_MOST 4096

static int cell_find(const struct plan *plan, const char *bench, int path, const char *variant)
{
	for (uint32_t n = 0; n < plan->cell_count; n++) {
		const struct cell *cell = &plan->cells[n];

		if (cell->path == path && !cell->reason[0] && !strcmp(cell->bench->name, bench) &&
		    !strcmp(cell->variant->name, variant))
			return (int)n;
	}
	return -1;
}

static void insert(uint64_t *values, size_t count, uint64_t value)
{
	size_t at = count;

	for (; at > 0 && values[at - 1] > value; at--)
		values[at] = values[at - 1];
	values[at] = value;
}

bool row_median(const struct contact *c, const char *bench, int path, const char *variant,
		uint64_t *median)
{
	static uint64_t values[VALUES_MOST];
	int number = cell_find(&c->plan, bench, path, variant);
	const struct sample_record *records;
	uint64_t total;
	size_t count = 0;

	if (!c->ran || number < 0)
		return false;
	records = region_records(&total);
	for (uint64_t i = 0; i < total && count < VALUES_MOST; i++)
		if (records[i].cell == (uint32_t)number)
			insert(values, count++, records[i].value);
	if (count)
		*median = values[count / 2];
	return count > 0;
}
