/* Reads lines of plain fields, and prints numbers. SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "stats.h"

bool read_line(FILE *file, char *line)
{
	size_t length;

	if (!fgets(line, LINE_MAX_BYTES, file))
		return false;
	length = strlen(line);
	if (length == 0 || line[length - 1] != '\n' || strchr(line, '"'))
		fail("expected a line of plain fields, got '%.80s'", line);
	line[length - 1] = '\0';
	return true;
}

void split(char *line, char **fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fields[i] = line;
		line = strchr(line, ',');
		if (!line != (i == count - 1))
			fail("expected %zu fields, field %zu is '%s'", count, i + 1, fields[i]);
		if (line)
			*line++ = '\0';
	}
}

char *join_key(char **fields)
{
	for (size_t i = 0; i + 1 < KEY_FIELDS; i++)
		fields[i][strlen(fields[i])] = ',';
	return fields[0];
}

void print_number(double value)
{
	char text[512]; /* the longest double has 309 digits before its point */
	char *end;

	putchar(',');
	if (!isfinite(value))
		return;
	end = text + snprintf(text, sizeof(text), "%.10f", value);
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		end[-1] = '\0';
	fputs(strcmp(text, "-0") ? text : "0", stdout);
}
