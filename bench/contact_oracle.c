/*
 * Counts instructions with the processor's own PMU and compares them with the exact
 * counts of an emulator, which tools/iso puts into the file /reference: lines "path
 * instructions", for one null call. In these rows no string instruction is repeated
 * and nothing waits, so only two instructions may count differently: the one that
 * enters the kernel and the one that returns. Processors differ in the level that
 * those count at, and some count such an instruction twice or not at all.
 * SPDX-License-Identifier: MIT
 */
#include "bench/contact.h"

#include <linux/fcntl.h>

#define REFERENCE     "/reference"
#define REFERENCE_MAX 4096
#define BATCH_CALLS   64
/* One at the way in, one at the way out. */
#define MAY_DIFFER 2

static bool reference_read(char *text, size_t room)
{
	long fd = stub_syscall(SYS_openat, AT_FDCWD, (long)REFERENCE, O_RDONLY, 0, 0, 0);
	long length = 0, n;

	if (IS_ERROR(fd))
		return false;
	while ((n = stub_read((int)fd, text + length, room - 1 - (size_t)length)) > 0)
		length += n;
	text[length] = '\0';
	stub_close((int)fd);
	return length > 0;
}

/* Cuts the line at *at into a name and a number; moves *at to the next one. */
static bool line_next(char **at, char **name, uint64_t *count)
{
	char *end = strchr(*at, '\n'), *blank = strchr(*at, ' ');

	if (!end || !blank || blank > end)
		return false;
	*end = *blank = '\0';
	*name = *at;
	*at = end + 1;
	return parse_u64(blank + 1, count);
}

/* The net count of a level for one batch: less that of a batch without calls. */
static bool level_count(const struct contact *c, int path, const char *variant, int64_t *sum)
{
	uint64_t with, without;

	if (!row_median(c, "null", path, variant, &with) ||
	    !row_median(c, "empty", -1, variant, &without))
		return false;
	*sum += (int64_t)(with - without);
	return true;
}

static bool path_count_of(const struct contact *c, int path, int64_t *sum)
{
	*sum = 0;
	return level_count(c, path, "pmu_instructions_user", sum) &&
	       level_count(c, path, "pmu_instructions_kernel", sum);
}

static bool is_near(int64_t sum, uint64_t expected)
{
	int64_t off = sum - (int64_t)expected * BATCH_CALLS;

	return off <= MAY_DIFFER * BATCH_CALLS && off >= -MAY_DIFFER * BATCH_CALLS;
}

static void compare(const struct contact *c, char *at, struct outcome *o)
{
	unsigned int compared = 0;
	uint64_t expected;
	char *name;

	while (line_next(&at, &name, &expected)) {
		int path = path_find(name, strlen(name));
		int64_t sum;

		if (path < 0 || !path_count_of(c, path, &sum))
			continue;
		compared++;
		if (!is_near(sum, expected)) {
			outcome_set(
				o, STAGE_FAILED,
				"send the samples: other code ran, or the PMU is wrong",
				"%s: %ld instructions in %u calls by the PMU, %lu a call expected",
				name, sum, BATCH_CALLS, expected);
			return;
		}
	}
	outcome_set(o, compared ? STAGE_OK : STAGE_NOT_AVAILABLE, "",
		    compared ? "%u paths count what they should, within %u a call"
			     : "the PMU counted no instructions (%u paths, %u a call allowed)",
		    compared, MAY_DIFFER);
}

void stage_oracle(struct contact *c, struct outcome *o)
{
	static char text[REFERENCE_MAX];

	if (!c->ran)
		outcome_set(o, STAGE_NOT_AVAILABLE, "see bench", "nothing was measured");
	else if (!reference_read(text, sizeof(text)))
		outcome_set(o, STAGE_NOT_AVAILABLE, "make iso puts it there",
			    "there is no " REFERENCE " with the exact counts");
	else
		compare(c, text, o);
}
