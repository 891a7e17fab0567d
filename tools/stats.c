/*
 * From samples to summary: median, percentile and differences of each cell.
 *
 *	stats ARCH INSTRUMENT CELLS <samples.csv >summary.csv
 *
 * CELLS lists the rows of the summary, in their order, without a header:
 * path,bench,pattern,variant,status,floor,unit,batch. The p99 is the nearest
 * rank: the least sample that 99 % of all samples do not exceed. Of an even
 * number of samples the median is the mean of the middle two. The baseline is the
 * median of `empty`, where it was timed in the same batches as the row.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#define KEY_FIELDS 4 /* path,bench,pattern,variant */
#define SAMPLE_FIELDS 10
#define CELL_FIELDS 8
#define LINE_MAX_BYTES 1024

struct row {
	char *key; /* "path,bench,pattern,variant" */
	char *status, *floor, *unit, *batch;
	double *values;
	size_t count, room;
	double median; /* NAN: there is none */
};

static struct row *rows;
static size_t row_count;

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("stats: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	exit(1);
}

static void *checked(void *memory)
{
	if (!memory)
		fail("out of memory");
	return memory;
}

/* Next line without its end, or false. The fields hold no comma and no quote. */
static bool read_line(FILE *file, char *line)
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

/* Cuts a line at its commas; exactly `count` fields. */
static void split(char *line, char **fields, size_t count)
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

/* Undoes split() for the first fields of a line: the key. */
static char *join_key(char **fields)
{
	for (size_t i = 0; i + 1 < KEY_FIELDS; i++)
		fields[i][strlen(fields[i])] = ',';
	return fields[0];
}

static struct row *find_row(const char *key)
{
	static size_t last; /* samples come in blocks of one cell */

	for (size_t i = 0; i < row_count; i++) {
		size_t n = (last + i) % row_count;

		if (!strcmp(rows[n].key, key)) {
			last = n;
			return &rows[n];
		}
	}
	return NULL;
}

static void read_cells(const char *name)
{
	char line[LINE_MAX_BYTES], *f[CELL_FIELDS];
	FILE *file = fopen(name, "r");

	if (!file)
		fail("%s: %s", name, strerror(errno));
	while (read_line(file, line)) {
		split(line, f, CELL_FIELDS);
		join_key(f);
		if (find_row(f[0]))
			fail("%s: %s is there twice", name, f[0]);
		rows = checked(realloc(rows, (row_count + 1) * sizeof(*rows)));
		rows[row_count++] = (struct row){
			.key = checked(strdup(f[0])),
			.status = checked(strdup(f[4])),
			.floor = checked(strdup(f[5])),
			.unit = checked(strdup(f[6])),
			.batch = checked(strdup(f[7])),
			.median = NAN,
		};
	}
	fclose(file);
}

static void add(struct row *row, double value)
{
	if (row->count == row->room) {
		row->room = row->room ? 2 * row->room : 256;
		row->values = checked(realloc(row->values, row->room * sizeof(double)));
	}
	row->values[row->count++] = value;
}

static void read_samples(FILE *file)
{
	char line[LINE_MAX_BYTES], *f[SAMPLE_FIELDS], *end;
	struct row *row;
	double value;

	if (!read_line(file, line) ||
	    strcmp(line, "path,bench,pattern,variant,layout,boot,block,seq,value,unit"))
		fail("the samples do not begin with their header line");
	while (read_line(file, line)) {
		split(line, f, SAMPLE_FIELDS);
		value = strtod(f[8], &end);
		if (end == f[8] || *end || !isfinite(value))
			fail("expected a number, got '%s'", f[8]);
		row = find_row(join_key(f));
		if (!row || strcmp(row->unit, f[9]))
			fail("a sample of no cell: %s in %s", f[0], f[9]);
		add(row, value);
	}
}

/* A number with as many digits as it has, or nothing where there is no number. */
static void print_number(double value)
{
	char text[64];
	char *end;

	putchar(',');
	if (!isfinite(value))
		return;
	end = text + snprintf(text, sizeof(text), "%.6f", value);
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		end[-1] = '\0';
	fputs(strcmp(text, "-0") ? text : "0", stdout);
}

/* The median of row `key`, as far as it can be compared with `row`. */
static double median_beside(const struct row *row, const char *key)
{
	const struct row *other = find_row(key);

	return other && !strcmp(other->batch, row->batch) ? other->median : NAN;
}

/* The net median of `null` on the floor that this row is compared with. */
static double floor_net(const struct row *row, double baseline)
{
	char key[LINE_MAX_BYTES];

	snprintf(key, sizeof(key), "%s,null,-,-", row->floor);
	return median_beside(row, key) - baseline;
}

static double percentile_99(const struct row *row)
{
	size_t rank = (row->count * 99 + 99) / 100;

	return row->values[rank - 1];
}

static void print_row(const char *arch, const char *instrument, const struct row *row)
{
	double baseline = median_beside(row, "-,empty,-,-");
	double net = row->median - baseline;
	bool has = row->count > 0;
	bool lost = !has && !strcmp(row->status, "ok");

	printf("%s,%s,%s,%s,%s,%zu", arch, instrument, row->key, lost ? "incomplete" : row->status,
	       row->unit, row->count);
	print_number(has ? row->values[0] : NAN);
	print_number(row->median);
	print_number(has ? percentile_99(row) : NAN);
	print_number(has ? row->values[row->count - 1] : NAN);
	print_number(has ? baseline : NAN);
	print_number(net);
	print_number(net - floor_net(row, baseline));
	putchar('\n');
}

int main(int argc, char **argv)
{
	if (argc != 4)
		fail("usage: stats ARCH INSTRUMENT CELLS <samples.csv >summary.csv");
	read_cells(argv[3]);
	read_samples(stdin);
	for (size_t i = 0; i < row_count; i++) {
		if (!rows[i].count)
			continue;
		gsl_sort(rows[i].values, 1, rows[i].count);
		rows[i].median = gsl_stats_median_from_sorted_data(rows[i].values, 1, rows[i].count);
	}
	puts("arch,instrument,path,bench,pattern,variant,status,unit,n,min,median,p99,max,baseline,"
	     "net_median,over_floor");
	for (size_t i = 0; i < row_count; i++)
		print_row(argv[1], argv[2], &rows[i]);
	if (ferror(stdin) || fflush(stdout) || ferror(stdout))
		fail("%s", strerror(errno));
	return 0;
}
