/* The stages of `contact`. Next: bench/contact.c. SPDX-License-Identifier: MIT */
#ifndef BENCH_CONTACT_H
#define BENCH_CONTACT_H

#include "bench/bench.h"

enum stage_status { STAGE_OK, STAGE_FAILED, STAGE_NOT_AVAILABLE };

/* How one stage went. */
struct outcome {
	enum stage_status status;
	char evidence[FENCE_WHY_MAX];
	const char *remedy; /* what to do, unless it is ok */
};

/* The stages hand this on to each other. */
struct contact {
	struct options *options;
	struct plan plan;
	bool counter_holds, ran;
	bool emulated; /* as the options or the processor itself say */
};

void outcome_set(struct outcome *o, enum stage_status status, const char *remedy, const char *fmt,
		 ...) __printf(4, 5);

/* contact_rows.c: the median of a bench's samples on a path (-1: none), or false if there are none.
 */
bool row_median(const struct contact *c, const char *bench, int path, const char *variant,
		uint64_t *median);

/* contact_sense.c, contact_oracle.c: judge the samples of the run. */
void stage_sense(struct contact *c, struct outcome *o);
void stage_oracle(struct contact *c, struct outcome *o);

#endif
