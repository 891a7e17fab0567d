/*
 * See bench/native/perf.h. An event counts this process alone, in user mode
 * alone, on a counter of its own (pinned): shared ones would be estimates.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/perf.h"
#include "include/compiler.h"
#include "user/calls.h"

#include <asm/errno.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/perf_event.h>

CALL(perf_event_open, const struct perf_event_attr *attr, long pid, long cpu, long group,
     unsigned long flags);

/* arm64: a counter of 64 bits, which user mode may read (Documentation/arch/arm64/perf.rst). */
#define CONFIG1_LONG	    1
#define CONFIG1_USER_ACCESS 2
#define PAGE		    4096

#define PROBE_TURNS 100000

static const uint64_t events[] = {
	[PERF_CYCLES] = PERF_COUNT_HW_CPU_CYCLES,
	[PERF_INSTRUCTIONS] = PERF_COUNT_HW_INSTRUCTIONS,
	[PERF_BRANCH_MISSES] = PERF_COUNT_HW_BRANCH_MISSES,
};

static long open_event(enum perf_what what, uint64_t config1)
{
	const struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = events[what],
		.config1 = config1,
		.pinned = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return stub_perf_event_open(&attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

long perf_open(enum perf_what what)
{
	return open_event(what, 0);
}

/* An event that lost its counter reads as the end of a file (perf_event_open(2), pinned). */
long perf_read(long fd, uint64_t *value)
{
	struct {
		uint64_t value, enabled, running;
	} read;
	long size = stub_read(fd, &read, sizeof(read));

	if (size < 0)
		return size;
	if (size != sizeof(read) || read.running != read.enabled)
		return -EAGAIN;
	*value = read.value;
	return 0;
}

void perf_close(long fd)
{
	stub_close(fd);
}

const char *perf_why(long error)
{
	switch (-error) {
	case EACCES:
	case EPERM:
		return "not permitted: perf_event_paranoid is above 2";
	case ENOENT:
	case EOPNOTSUPP:
	case ENODEV:
		return "no such counter here: no PMU or none for guests";
	case ENOSYS:
		return "this kernel has no perf events";
	case EBUSY:
		return "somebody else holds the counters";
	case EAGAIN:
		return "the event lost its counter to others";
	default:
		return "no reason that is known";
	}
}

/* At least two instructions a turn: one that counts, one that branches. */
static void turn(unsigned int turns)
{
	while (turns--)
		barrier();
}

static long counted(long fd, uint64_t *value)
{
	uint64_t before = 0, after = 0;
	long result = perf_read(fd, &before);

	turn(PROBE_TURNS);
	if (!result)
		result = perf_read(fd, &after);
	if (!result)
		*value = after - before;
	return result;
}

/*
 * A turn takes two instructions or a few more, and a tenth of a cycle at the very
 * least. The loop's branch is predicted but for its end.
 */
const char *perf_doubt(long fd, enum perf_what what)
{
	uint64_t value;
	long result = counted(fd, &value);

	if (result)
		return perf_why(result);
	if (what == PERF_BRANCH_MISSES)
		return value > PROBE_TURNS / 10
			       ? "implausible: it counts more than predicted branches"
			       : NULL;
	if (!value)
		return "frozen: it does not advance over a loop";
	if (what == PERF_INSTRUCTIONS && (value < 2 * PROBE_TURNS || value > 20 * PROBE_TURNS))
		return "implausible: it counts another number of instructions than a loop has";
	if (what == PERF_CYCLES && value < PROBE_TURNS / 10)
		return "implausible: it counts fewer cycles than a loop needs";
	return NULL;
}

bool perf_user_cycles(uint32_t index)
{
	const struct perf_event_mmap_page *page;
	long fd = open_event(PERF_CYCLES, CONFIG1_LONG | CONFIG1_USER_ACCESS);
	long mapped;

	if (fd < 0)
		return false;
	mapped = stub_mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	page = (const struct perf_event_mmap_page *)mapped;
	if (mapped > -PAGE && mapped < 0)
		page = NULL;
	if (page && page->cap_user_rdpmc && READ_ONCE(page->index) == index)
		return true; /* stays open and mapped as long as the process runs */
	perf_close(fd);
	return false;
}
