/*
 * Hardware events for the native program where there are none: linked with
 * --wrap, in place of three of its system calls. Every read of an event finds it
 * further on by a step of its own. SPDX-License-Identifier: MIT
 */
#include "user/user.h"

#include <asm/errno.h>
#include <linux/perf_event.h>

#define FD_FIRST 1000
#define STEPS	 16

/* Between two reads; what a loop of the native program's needs to be plausible is in reach. */
static const uint64_t steps[STEPS] = {
	[PERF_COUNT_HW_CPU_CYCLES] = 300000,
	[PERF_COUNT_HW_INSTRUCTIONS] = 400000,
	[PERF_COUNT_HW_BRANCH_MISSES] = 640,
};
static uint64_t reads;

long __wrap_stub_perf_event_open(const struct perf_event_attr *attr, long pid, long cpu, long group,
				 unsigned long flags);
long __wrap_stub_read(long fd, void *buf, size_t n);
long __wrap_stub_close(long fd);

long __wrap_stub_perf_event_open(const struct perf_event_attr *attr, long pid, long cpu, long group,
				 unsigned long flags)
{
	if (pid != 0 || cpu != -1 || group != -1 || !flags || !attr->exclude_kernel)
		return -EINVAL;
	return attr->config < STEPS && steps[attr->config] ? FD_FIRST + (long)attr->config
							   : -ENOENT;
}

long __wrap_stub_read(long fd, void *buf, size_t n)
{
	uint64_t values[3] = { 0, 1, 1 };

	if (fd < FD_FIRST || n != sizeof(values))
		return -EBADF;
	values[0] = ++reads * steps[fd - FD_FIRST];
	memcpy(buf, values, sizeof(values));
	return (long)sizeof(values);
}

long __wrap_stub_close(long fd)
{
	return fd < FD_FIRST ? -EBADF : 0;
}
