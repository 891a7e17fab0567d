/*
 * The variants `pmu_*`: hardware events of user mode around a batch, in place of
 * the counter. Both reads are system calls, whose own instructions in user mode
 * `empty` has as well. Takes the place of bench/pmu.c. Next: bench/native/perf.h.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/events.h"
#include "bench/native/perf.h"

#include <linux/fcntl.h>

CALL(openat, long folder, const char *name, long flags, long mode);

static long event; /* its descriptor, within a block of such a variant */

/* The first line of the sysctl, or a mark of ignorance. */
static void paranoia(char *text, size_t size)
{
	long file = stub_openat(AT_FDCWD, "/proc/sys/kernel/perf_event_paranoid", O_RDONLY, 0);
	long length = file < 0 ? file : stub_read(file, text, size - 1);

	if (file >= 0)
		stub_close(file);
	text[length > 0 ? length : 0] = '\0';
	for (char *s = text; *s; s++)
		if (*s == '\n')
			*s = '\0';
	if (!*text)
		format(text, size, "?");
}

static enum perf_what event_of(const struct cell *cell)
{
	return (enum perf_what)(cell->variant->event - 1);
}

void pmu_prepare(struct cell *cell, const struct options *options)
{
	const char *doubt;
	char level[16];
	long file;

	(void)options;
	if (!cell->variant->event)
		return;
	file = perf_open(event_of(cell));
	if (file < 0) {
		paranoia(level, sizeof(level));
		refuse(cell, "%s (perf_event_open: errno %ld; paranoid %s)", perf_why(file), -file,
		       level);
		return;
	}
	doubt = perf_doubt(file, event_of(cell));
	perf_close(file);
	if (doubt)
		refuse(cell, "perf event: %s", doubt);
}

void pmu_begin(const struct cell *cell)
{
	if (!cell->variant->event)
		return;
	event = perf_open(event_of(cell));
	if (event < 0)
		fail("opening a perf event again: errno %ld (%s)", -event, perf_why(event));
}

void pmu_end(const struct cell *cell)
{
	if (cell->variant->event)
		perf_close(event);
}

static uint64_t now(void)
{
	uint64_t value = 0;
	long result = perf_read(event, &value);

	if (result < 0)
		fail("reading a perf event: errno %ld (%s)", -result, perf_why(result));
	return value;
}

static void around(struct timed *t, timed_call *timed)
{
	uint64_t begin = now();

	timed(t);
	t->ticks = now() - begin;
}

void timed_events_empty(struct timed *t)
{
	around(t, timed_empty);
}

void timed_events(struct timed *t)
{
	around(t, timed_active);
}
