/*
 * `contact`: the first run on a machine that has no host to look on, from the ISO.
 * Goes through stages, each of which may fail without ending the others, and ends
 * in a table: stage, status, evidence, what to do. tools/first-contact does the
 * same and more where there is a host. Next: bench/contact_sense.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/contact.h"
#include "bench/gaps.h"

/* A counter of a coarser step than this cannot show a call. */
#define STEP_NS_MOST 1000

void outcome_set(struct outcome *o, enum stage_status status, const char *remedy, const char *fmt,
		 ...)
{
	va_list ap;

	o->status = status;
	o->remedy = remedy;
	va_start(ap, fmt);
	vformat(o->evidence, sizeof(o->evidence), fmt, ap);
	va_end(ap);
}

static void stage_paths(struct contact *c, struct outcome *o)
{
	unsigned int good = 0, absent = 0;

	(void)c;
	for (unsigned int n = 0; n < path_count; n++) {
		long result, expected;

		if (!paths[n].available) {
			absent++;
		} else if (smoke_path(n, &result, &expected)) {
			good++;
		} else {
			outcome_set(o, STAGE_FAILED, "report the whole output",
				    "path %s: result %ld, expected %ld", paths[n].name, result,
				    expected);
			return;
		}
	}
	outcome_set(o, STAGE_OK, "", "%u paths answer, %u are not available here", good, absent);
}

static void stage_fence(struct contact *c, struct outcome *o)
{
	char why[FENCE_WHY_MAX];

	c->counter_holds = fence_holds(c->options, why, sizeof(why));
	if (c->counter_holds)
		outcome_set(o, STAGE_OK, "", "the reads order what they should: %s",
			    fence_note(!c->emulated));
	else
		outcome_set(o, STAGE_FAILED, "no timing of this machine is to be believed", "%s",
			    why);
}

static void stage_gaps(struct contact *c, struct outcome *o)
{
	const struct gaps *found = gaps_tell(c->options);

	if (!found)
		outcome_set(o, STAGE_NOT_AVAILABLE, "",
			    "an emulator's counter counts instructions");
	else
		outcome_set(o, STAGE_OK, "", "%lu gaps in %lu reads took %lu millionths of the time",
			    found->gaps.count, found->reads, gaps_lost_ppm(found));
}

static void stage_step(struct contact *c, struct outcome *o)
{
	uint64_t step = clock_step(), hz = counter_hz();

	if (c->emulated) {
		outcome_set(o, STAGE_NOT_AVAILABLE, "",
			    "an emulator's counter counts instructions");
		return;
	}
	if (!hz) {
		outcome_set(o, STAGE_OK, "", "%s goes by %lu; nobody tells its frequency",
			    counter_name(), step);
		return;
	}
	outcome_set(o, step > hz / (1000000000 / STEP_NS_MOST) ? STAGE_FAILED : STAGE_OK,
		    "single calls cannot be told apart: read the rows in batches",
		    "%s goes by %lu at %lu Hz", counter_name(), step, hz);
}

static void stage_bench(struct contact *c, struct outcome *o)
{
	struct plan *plan = &c->plan;

	if (!c->counter_holds) {
		outcome_set(o, STAGE_NOT_AVAILABLE, "see fence", "the counter cannot be trusted");
		return;
	}
	plan_make(plan, c->options);
	run(plan, c->options);
	c->ran = true;
	outcome_set(o, STAGE_OK, "", "%u rows, %lu samples sent", plan->cell_count,
		    plan->record_count);
}

static const struct {
	const char *name;
	void (*go)(struct contact *c, struct outcome *o);
} stages[] = {
	{ "paths", stage_paths }, { "fence", stage_fence },   { "gaps", stage_gaps },
	{ "step", stage_step },	  { "bench", stage_bench }, { "oracle", stage_oracle }, { "sense", stage_sense },
};

static const char *const words[] = {
	[STAGE_OK] = "ok",
	[STAGE_FAILED] = "failed",
	[STAGE_NOT_AVAILABLE] = "not available",
};

static void outcome_print(const char *name, const struct outcome *o)
{
	bool advise = o->status != STAGE_OK && o->remedy[0];

	print(1, "%-6s %-13s %s%s%s\n", name, words[o->status], o->evidence,
	      advise ? "; to do: " : "", advise ? o->remedy : "");
}

unsigned int contact(struct options *options)
{
	struct contact c = { .options = options,
			     .emulated = options->emulated || processor_is_emulators() };
	struct outcome outcomes[ARRAY_SIZE(stages)];
	unsigned int failed = 0;

	for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
		print(1, "first contact: %s ...\n", stages[i].name);
		stages[i].go(&c, &outcomes[i]);
		failed += outcomes[i].status == STAGE_FAILED;
	}
	print(1, "STAGE  STATUS        EVIDENCE\n");
	for (size_t i = 0; i < ARRAY_SIZE(stages); i++)
		outcome_print(stages[i].name, &outcomes[i]);
	print(1, "first contact: %u of %u stages failed\n", failed,
	      (unsigned int)ARRAY_SIZE(stages));
	return failed;
}
