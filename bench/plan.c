/*
 * From what was asked for to the list of cells. Next: bench/run.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

typedef bool name_known(const char *name, size_t length);
typedef void names_print(void);

static bool path_known(const char *name, size_t length)
{
	for (unsigned int n = 0; n < path_count; n++)
		if (path_matches(name, length, &paths[n]))
			return true;
	return false;
}

static void paths_print(void)
{
	for (unsigned int n = 0; n < path_count; n++)
		print(2, " %s", paths[n].name);
	print(2, " group:measured group:control");
}

static bool bench_known(const char *name, size_t length)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		if (name_matches(name, length, (*b)->name))
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
			if (name_matches(name, length, *p))
				return true;
	return false;
}

static void patterns_print(void)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		for (const char *const *p = (*b)->patterns; p && *p; p++)
			print(2, " %s", *p);
}

static const struct variant plain = { .name = "-", .others = OTHERS_PLAIN };

static bool variant_known(const char *name, size_t length)
{
	if (name_matches(name, length, plain.name))
		return true;
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		for (const struct variant *v = (*b)->variants; v && v->name; v++)
			if (name_matches(name, length, v->name))
				return true;
	return false;
}

/* Too many for a line. */
static void variants_print(void)
{
	print(2, " %s, and those that `%s list` shows", plain.name, program_name);
}

static void list_check(const char *list, const char *what, name_known *known, names_print *names)
{
	for (const char *name = list; name;) {
		const char *end = strchr(name, ',');
		size_t length = name_length(name);

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
	if (list_has(o->benches, bench->name) && list_has_path(o->paths, &paths[path]))
		return true;
	if (!bench->controls)
		return false;
	for (unsigned int n = 0; n < path_count; n++)
		if (list_has_path(o->paths, &paths[n]) && path_floor(n) == (int)path)
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

/*
 * A count knows neither caches nor predictors: behind a disturbance it is what it was.
 * A variant that is asked for by name is measured all the same, for tests of the
 * disturbances.
 */
static const char *why_not_cold(const struct variant *variant, const struct options *o)
{
	if (!variant->disturb || !o->emulated || o->variants)
		return NULL;
	return "an emulator has no cache and no predictor that could be cold";
}

static uint32_t share_of(uint64_t n, uint64_t share)
{
	return (uint32_t)(share ? n / share : n);
}

static uint64_t or_one(unsigned int share)
{
	return share ? share : 1;
}

/* Only the first call behind a disturbance is cold. */
static uint64_t batch_of(const struct benchmark *bench, const struct variant *variant,
			 const struct options *o)
{
	if (variant->batch)
		return variant->batch;
	return bench->batches && !variant->disturb ? o->batch : 1;
}

/*
 * As many for each way of sampling: the first windows of a batch are as cold as
 * single calls. Clearing more than WARM_BYTES leaves nothing of a nearer cache to
 * warm, and takes so long that few calls must do. An emulator has no cache, and
 * executes a byte's clearing as an instruction: there it is for the page allocator
 * alone.
 */
#define WARM_BYTES	    (8ull << 20)
#define WARM_BYTES_EMULATED (512ull << 10)
static uint32_t warmup_of(const struct benchmark *bench, const struct variant *variant,
			  const struct options *o)
{
	uint64_t bytes = variant->bytes ? variant->bytes : bench->bytes;
	uint64_t most = o->emulated ? WARM_BYTES_EMULATED : WARM_BYTES;
	uint64_t calls = bytes ? most / bytes : o->warmup;

	if (calls == 0 && !o->emulated)
		calls = 1;
	return (uint32_t)(calls < o->warmup ? calls : o->warmup);
}

static void cell_add(struct plan *plan, const struct cell *model, const struct options *o)
{
	struct cell *cell = &plan->cells[plan->cell_count++];
	const struct variant *variant = model->variant;
	uint64_t share = or_one(model->bench->share) * or_one(variant->share);
	const char *reason = why_not(model->bench, model->path);

	if (!reason)
		reason = why_not_cold(variant, o);
	*cell = *model;
	cell->batch = batch_of(model->bench, variant, o);
	cell->samples = share_of(o->samples, share);
	if (!cell->samples)
		cell->samples = 1;
	cell->warmup = warmup_of(model->bench, variant, o);
	if (reason)
		refuse(cell, "%s", reason);
	else
		disturb_prepare(cell, o);
	if (!cell->reason[0])
		pmu_prepare(cell, o);
	if (!cell->reason[0])
		plan->record_count += o->rounds * cell->samples;
}

static void cells_of_path(struct plan *plan, struct cell *model, const struct options *o)
{
	const char *const *patterns = model->bench->patterns;

	model->pattern = "-";
	if (!patterns)
		cell_add(plan, model, o);
	for (const char *const *p = patterns; p && *p; p++) {
		model->pattern = *p;
		if (list_has(o->patterns, *p))
			cell_add(plan, model, o);
	}
}

/* A variant on all paths. */
static void cells_of_variant(struct plan *plan, const struct benchmark *bench,
			     const struct variant *variant, const struct options *o)
{
	struct cell model = { .bench = bench, .variant = variant, .path = -1 };

	if (bench->pathless) {
		if (bench->always || list_has(o->benches, bench->name))
			cells_of_path(plan, &model, o);
		return;
	}
	for (unsigned int n = 0; n < path_count; n++) {
		model.path = (int)n;
		if (path_wanted(n, bench, o))
			cells_of_path(plan, &model, o);
	}
}

bool bench_grows(const struct benchmark *bench)
{
	for (const struct variant *v = bench->variants; v && v->name; v++)
		if (v->growth)
			return true;
	return false;
}

static bool has_variant(const struct benchmark *bench, const char *name)
{
	for (const struct variant *v = bench->variants; v && v->name; v++)
		if (!strcmp(v->name, name))
			return true;
	return false;
}

/* Of a baseline: whether it is one for something that was asked for. */
static bool variant_compared(const struct variant *variant, const struct options *o)
{
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		if (!(*b)->always && list_has(o->benches, (*b)->name) &&
		    has_variant(*b, variant->name))
			return true;
	return false;
}

/* `growth` has besides the series what they are compared with. */
static bool variant_wanted(const struct benchmark *bench, const struct variant *v,
			   const struct options *o)
{
	bool sampling = v->batch || v->disturb || v->event;

	if (o->growth ? sampling : v->growth)
		return false;
	if (bench->always && !variant_compared(v, o))
		return false;
	return list_has(o->variants, v->name);
}

/* The plain one first. */
static void cells_of_bench(struct plan *plan, const struct benchmark *bench,
			   const struct options *o)
{
	bool compared = bench->always || bench->controls;

	if (o->growth && !compared && !bench_grows(bench))
		return;
	if (compared || list_has(o->variants, plain.name))
		cells_of_variant(plan, bench, &plain, o);
	for (const struct variant *v = bench->variants; v && v->name; v++)
		if (variant_wanted(bench, v, o))
			cells_of_variant(plan, bench, v, o);
}

static size_t cells_at_most(void)
{
	size_t cells = 0;

	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++) {
		size_t patterns = 0, variants = 1;

		for (const char *const *p = (*b)->patterns; p && *p; p++)
			patterns++;
		for (const struct variant *v = (*b)->variants; v && v->name; v++)
			variants++;
		cells += variants * (patterns ? patterns : 1);
	}
	return cells * path_count;
}

void plan_make(struct plan *plan, const struct options *options)
{
	list_check(options->paths, "path", path_known, paths_print);
	list_check(options->benches, "benchmark", bench_known, benches_print);
	list_check(options->patterns, "pattern", pattern_known, patterns_print);
	list_check(options->variants, "variant", variant_known, variants_print);

	*plan = (struct plan){ .cells = pages_map(cells_at_most() * sizeof(struct cell), 0) };
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++)
		cells_of_bench(plan, *b, options);
}
