/*
 * From what was asked for to the list of cells. Next: bench/run.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

typedef bool name_known(const char *name, size_t length);
typedef void names_print(void);

static bool same_name(const char *a, const char *b, size_t length)
{
	return strlen(a) == length && !strncmp(a, b, length);
}

static bool path_known(const char *name, size_t length)
{
	return path_find(name, length) >= 0;
}

static void paths_print(void)
{
	for (unsigned int n = 0; n < path_count; n++)
		print(2, " %s", paths[n].name);
}

static bool bench_known(const char *name, size_t length)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		if (same_name((*b)->name, name, length))
			return true;
	return false;
}

static void benches_print(void)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		print(2, " %s", (*b)->name);
}

static bool pattern_known(const char *name, size_t length)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		for (const char *const *p = (*b)->patterns; p && *p; p++)
			if (same_name(*p, name, length))
				return true;
	return false;
}

static void patterns_print(void)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		for (const char *const *p = (*b)->patterns; p && *p; p++)
			print(2, " %s", *p);
}

static void list_check(const char *list, const char *what, name_known *known, names_print *names)
{
	for (const char *name = list; name;) {
		const char *end = strchr(name, ',');
		size_t length = end ? (size_t)(end - name) : strlen(name);

		if (!known(name, length)) {
			print(2, "%s: unknown %s '%.*s'; known:", program_name, what, (int)length,
			      name);
			names();
			print(2, "\n");
			exit(2);
		}
		name = end ? end + 1 : NULL;
	}
}

/* Wanted by name, or as the floor of a path that is. */
static bool path_wanted(unsigned int path, const struct benchmark *bench, const struct options *o)
{
	if (list_has(o->benches, bench->name) && list_has(o->paths, paths[path].name))
		return true;
	if (!bench->controls)
		return false;
	for (unsigned int n = 0; n < path_count; n++)
		if (list_has(o->paths, paths[n].name) && path_floor(n) == (int)path)
			return true;
	return false;
}

static const char *why_not(const struct benchmark *bench, int path)
{
	if (bench->trapgate_only && !on_trapgate)
		return "this kernel has no such call";
	if (path < 0)
		return NULL;
	if (paths[path].control && !bench->controls)
		return "control paths measure null only";
	return paths[path].available ? NULL : paths[path].reason;
}

static void cell_add(struct plan *plan, const struct benchmark *bench, int path,
		     const char *pattern, const struct options *o)
{
	struct cell *cell = &plan->cells[plan->cell_count++];
	uint64_t samples = o->samples / (bench->share ? bench->share : 1);

	*cell = (struct cell){
		.bench = bench,
		.path = path,
		.pattern = pattern,
		.batch = bench->batches ? o->batch : 1,
		.samples = (uint32_t)(samples ? samples : 1),
		.reason = why_not(bench, path),
	};
	if (!cell->reason)
		plan->record_count += cell->samples * o->rounds;
}

static void cells_of_path(struct plan *plan, const struct benchmark *bench, int path,
			  const struct options *o)
{
	if (!bench->patterns)
		cell_add(plan, bench, path, "-", o);
	for (const char *const *p = bench->patterns; p && *p; p++)
		if (list_has(o->patterns, *p))
			cell_add(plan, bench, path, *p, o);
}

static size_t cells_at_most(void)
{
	size_t kinds = 0;

	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++) {
		kinds++;
		for (const char *const *p = (*b)->patterns; p && *p; p++)
			kinds++;
	}
	return kinds * path_count;
}

void plan_make(struct plan *plan, const struct options *options)
{
	list_check(options->paths, "path", path_known, paths_print);
	list_check(options->benches, "benchmark", bench_known, benches_print);
	list_check(options->patterns, "pattern", pattern_known, patterns_print);

	*plan = (struct plan){ .cells = pages_map(cells_at_most() * sizeof(struct cell), 0) };
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++) {
		const struct benchmark *bench = *b;

		if (bench->pathless) {
			if (bench->always || list_has(options->benches, bench->name))
				cells_of_path(plan, bench, -1, options);
			continue;
		}
		for (unsigned int n = 0; n < path_count; n++)
			if (path_wanted(n, bench, options))
				cells_of_path(plan, bench, (int)n, options);
	}
}
