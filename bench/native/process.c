/*
 * The process as the harness' kernel: its paths are the back ends, its window is
 * a call of one. Takes the place of user/control.c. Next: bench/native/benches.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"

#include <asm/errno.h>

CALL(getcpu, unsigned int *cpu, unsigned int *node, void *unused);
CALL(sched_setaffinity, long pid, size_t size, const void *mask);

long sys_null(const void *regs);

static long direct(const void *regs, uint64_t nr)
{
	(void)nr;
	return sys_null(regs);
}

#define BACKEND(name, indirect, returns)                                                           \
	long dispatch_##name(const void *regs, uint64_t nr);                                       \
	timed_call timed_##name;
#include <gen/backends.h>
#undef BACKEND
timed_call timed_direct;

const struct backend backends[] = {
#define BACKEND(name, indirect, returns) { #name, dispatch_##name, timed_##name, false },
#include <gen/backends.h>
#undef BACKEND
	{ "direct", direct, timed_direct, true },
};
const unsigned int backend_count = ARRAY_SIZE(backends);

static unsigned int active;

void timed_active(struct timed *t)
{
	backends[active].timed(t);
}

/* The counters of two CPUs need not agree: a process that may move stays where it is. */
bool control_probe(void)
{
	unsigned int cpu;
	uint64_t mask[16] = { 0 };

	must(stub_getcpu(&cpu, NULL, NULL), "getcpu");
	if (cpu >= 64 * ARRAY_SIZE(mask))
		die("CPU %u is beyond what was thought of", cpu);
	mask[cpu / 64] = 1ull << cpu % 64;
	must(stub_sched_setaffinity(0, sizeof(mask), mask), "sched_setaffinity");
	return true;
}

static long path_info(unsigned long n, struct control_path *info)
{
	if (n >= backend_count)
		return -EINVAL;
	*info = (struct control_path){
		.exit = "-",
		.control = backends[n].control,
		.available = 1,
		.entry = (uint64_t)(uintptr_t)backends[n].dispatch,
	};
	format(info->name, sizeof(info->name), "%s", backends[n].name);
	format(info->dispatch, sizeof(info->dispatch), "%s", backends[n].name);
	return 0;
}

static long path_select(unsigned long n)
{
	if (n >= backend_count)
		return -EINVAL;
	active = (unsigned int)n;
	return 0;
}

static long describe(char *lines, size_t size)
{
	size_t length = (size_t)machine_lines(lines, size);

	if (length < size)
		length += (size_t)counter_lines(lines + length, size - length);
	if (length < size)
		length += (size_t)switches_lines(lines + length, size - length);
	return (long)length;
}

/* What include/control.h says of each; -EINVAL for what only a kernel can do. */
long control(long op, long a, long b)
{
	switch (op) {
	case CONTROL_PATH_SELECT:
		return path_select((unsigned long)a);
	case CONTROL_PATH_ACTIVE:
		return (long)active;
	case CONTROL_PATH_INFO:
		return path_info((unsigned long)a, (struct control_path *)b);
	case CONTROL_WINDOW_OPEN:
		switches_open((uint32_t)a);
		return 0;
	case CONTROL_WINDOW_CLOSE:
		switches_close();
		return 0;
	case CONTROL_TICKS: /* the host's go on, and it does not tell */
	case CONTROL_COUNTER_TRAPS:
	case CONTROL_STRAYS:
		return 0;
	case CONTROL_SMI_COUNT:
		return -ENODEV;
	case CONTROL_MACHINE:
		return describe((char *)a, (size_t)b);
	case CONTROL_COUNTER_HZ:
		return (long)machine_counter_hz();
	case CONTROL_SAMPLES:
		return write_all(1, (const void *)a, (size_t)b);
	default:
		return -EINVAL;
	}
}
