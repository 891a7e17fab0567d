/*
 * Whether the samples of `contact` make sense: what must be dearer on every
 * processor is. The floor is a trap and a return; a direct path does more between
 * them; a retpoline is a misprediction by design, and no processor hides one.
 * SPDX-License-Identifier: MIT
 */
#include "bench/contact.h"

struct ladder {
	uint64_t floor, direct, retpoline;
	bool has_retpoline;
};

static int path_named(const char *dispatch, const char *exit_name)
{
	for (unsigned int n = 0; n < path_count; n++)
		if (!strcmp(paths[n].dispatch, dispatch) && !strcmp(paths[n].exit, exit_name))
			return (int)n;
	return -1;
}

static bool null_median(const struct contact *c, const char *dispatch, const char *exit_name,
			uint64_t *median)
{
	int path = path_named(dispatch, exit_name);

	return path >= 0 && row_median(c, "null", path, "-", median);
}

static bool ladder_of(const struct contact *c, const char *exit_name, struct ladder *l)
{
	l->has_retpoline = null_median(c, "retpoline", exit_name, &l->retpoline);
	return null_median(c, "floor", exit_name, &l->floor) &&
	       null_median(c, "direct", exit_name, &l->direct);
}

static bool ladder_rises(const struct ladder *l)
{
	return l->floor < l->direct && (!l->has_retpoline || l->direct < l->retpoline);
}

void stage_sense(struct contact *c, struct outcome *o)
{
	unsigned int seen = 0;
	struct ladder l;

	if (!c->ran || c->emulated) {
		outcome_set(o, STAGE_NOT_AVAILABLE, c->ran ? "" : "see bench",
			    c->ran ? "an emulator's counts are no times" : "nothing was measured");
		return;
	}
	for (unsigned int n = 0; n < path_count; n++) {
		if (!path_is_floor(&paths[n]) || !ladder_of(c, paths[n].exit, &l))
			continue;
		seen++;
		outcome_set(o, ladder_rises(&l) ? STAGE_OK : STAGE_FAILED,
			    "no timing of this machine is to be believed: send the samples",
			    "%s: floor %lu, direct %lu, retpoline %lu (0: none) of the counter",
			    paths[n].exit, l.floor, l.direct, l.has_retpoline ? l.retpoline : 0);
		if (o->status == STAGE_FAILED)
			return;
	}
	if (!seen)
		outcome_set(o, STAGE_NOT_AVAILABLE, "", "neither floor nor direct was measured");
}
