/*
 * `smoke`: one call on each path, and one line about it; `list`: what there is.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

/* On Linux there is no null call; getppid stands in. */
static long one_call(unsigned int path, long *expected)
{
	long result;

	if (!on_trapgate) {
		*expected = stub_getppid();
		return stub_getppid();
	}
	*expected = path_is_floor(&paths[path]) ? SYS_null : 0;
	path_enter(path);
	result = stub_null(SYS_null);
	path_leave();
	return result;
}

bool smoke_path(unsigned int n, long *result, long *expected)
{
	*result = one_call(n, expected);
	return *result == *expected;
}

void smoke(void)
{
	for (unsigned int n = 0; n < path_count; n++) {
		long expected, result;

		if (!paths[n].available) {
			print(1, "%s not available: %s\n", paths[n].name, paths[n].reason);
			continue;
		}
		if (!smoke_path(n, &result, &expected))
			fail("path %s: result %ld, expected %ld", paths[n].name, result, expected);
		print(1, "%s ok\n", paths[n].name);
	}
}

/* The names come after what they are, if there are any. */
static void list_patterns(const struct benchmark *bench)
{
	for (const char *const *p = bench->patterns; p && *p; p++)
		print(1, "%s %s", p == bench->patterns ? ", patterns" : "", *p);
}

static void list_variants(const struct benchmark *bench, bool growth)
{
	bool first = true;

	for (const struct variant *v = bench->variants; v && v->name; v++) {
		if (v->growth != growth)
			continue;
		print(1, "%s %s", first ? ", variants" : "", v->name);
		first = false;
	}
}

void list(void)
{
	for (unsigned int n = 0; n < path_count; n++)
		print(1, "path %s%s%s%s\n", paths[n].name, paths[n].control ? ", control" : "",
		      paths[n].available ? "" : ", not available: ", paths[n].reason);
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++) {
		print(1, "bench %s", (*b)->name);
		list_patterns(*b);
		list_variants(*b, false);
		print(1, "\n");
	}
	for (const struct benchmark *const *b = __start_benchmarks; b < __stop_benchmarks; b++) {
		if (!bench_grows(*b))
			continue;
		print(1, "growth %s", (*b)->name);
		list_variants(*b, true);
		print(1, "\n");
	}
}
