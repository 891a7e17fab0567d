/*
 * Finds the step that the counter goes by. Some advance by more than one at a
 * time, and one that is slow beside the processor's clock advances by one,
 * which is then much. SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

static bool is_time(const struct row *row)
{
	return !strcmp(row->unit, "cycles") || !strcmp(row->unit, "ticks");
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Returns the greatest number that divides `step` and all windows of a row. A value is a window's,
 * divided by its calls. */
static uint64_t common_step(const struct row *row, uint64_t step)
{
	double batch = strtod(row->batch, NULL);

	for (size_t i = 0; i < row->count; i++)
		if (!i || row->sorted[i] != row->sorted[i - 1])
			step = greatest_common_divisor(
				step, (uint64_t)llround(fabs(row->sorted[i]) * batch));
	return step;
}

void steps_find(struct rows *rows)
{
	uint64_t step = 0;

	for (size_t i = 0; i < rows->count; i++)
		if (is_time(&rows->row[i]))
			step = common_step(&rows->row[i], step);
	for (size_t i = 0; step && i < rows->count; i++)
		if (is_time(&rows->row[i]))
			rows->row[i].step = (double)step / strtod(rows->row[i].batch, NULL);
}
