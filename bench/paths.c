/*
 * The paths of this kernel, and moving between them. The harness itself works on
 * `home`, a path that dispatches. Next: user/control.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

struct control_path paths[PATHS_MAX];
unsigned int path_count;
bool on_trapgate;

static unsigned int home;
static bool window_is_open;
static long ticks_at_open;

/* The path that was active at start, unless it is a control. */
static void find_home(void)
{
	home = (unsigned int)must(control(CONTROL_PATH_ACTIVE, 0, 0), "reading the active path");
	for (unsigned int n = 0; paths[home].control && n < path_count; n++)
		if (paths[n].available && !paths[n].control)
			home = n;
	if (paths[home].control)
		die("no path of this kernel can dispatch");
	path_leave();
}

/* Linux may have more than one: the counters need not agree, and threads that take turns share one.
 */
static void stay_on_cpu(void)
{
	unsigned int cpu;
	uint64_t mask[16] = { 0 };

	must(stub_syscall(SYS_getcpu, (long)&cpu, 0, 0, 0, 0, 0), "getcpu");
	if (cpu >= 64 * ARRAY_SIZE(mask))
		fail("CPU %u is beyond what was thought of", cpu);
	mask[cpu / 64] = 1ull << cpu % 64;
	must(stub_syscall(SYS_sched_setaffinity, 0, sizeof(mask), (long)mask, 0, 0, 0),
	     "sched_setaffinity");
}

void paths_init(void)
{
	on_trapgate = control_probe();
	if (!on_trapgate) {
		stay_on_cpu();
		paths[0] = (struct control_path){
			.name = "linux", .dispatch = "-", .exit = "-", .available = 1
		};
		path_count = 1;
		return;
	}
	while (path_count < PATHS_MAX &&
	       control(CONTROL_PATH_INFO, path_count, (long)&paths[path_count]) == 0)
		path_count++;
	if (path_count == 0 || path_count == PATHS_MAX)
		die("the kernel has no path, or %d and more", PATHS_MAX);
	find_home();
}

int path_find(const char *name, size_t length)
{
	for (unsigned int n = 0; n < path_count; n++)
		if (strlen(paths[n].name) == length && !strncmp(paths[n].name, name, length))
			return (int)n;
	return -1;
}

bool path_is_floor(const struct control_path *path)
{
	return !strcmp(path->dispatch, "floor");
}

/* Its own exit's floor; that of `eret` also serves `eretfast` and `eretwork`. */
int path_floor(unsigned int path)
{
	int found = -1;
	size_t best = 0;

	for (unsigned int n = 0; n < path_count; n++) {
		size_t length = strlen(paths[n].exit);

		if (path_is_floor(&paths[n]) && length > best &&
		    !strncmp(paths[n].exit, paths[path].exit, length)) {
			found = (int)n;
			best = length;
		}
	}
	return found;
}

void path_enter(unsigned int n)
{
	if (on_trapgate)
		must(control(CONTROL_PATH_SELECT, n, 0), "selecting a path");
}

void path_leave(void)
{
	path_enter(home);
}

void window_open(uint32_t block)
{
	if (!on_trapgate)
		return;
	must(control(CONTROL_WINDOW_OPEN, block, 0), "opening a window");
	window_is_open = true;
	ticks_at_open = control(CONTROL_TICKS, 0, 0);
}

/* The host process that plays the kernel (bench/native) has no memory to tell of. */
bool window_is_silent(void)
{
	return on_trapgate && control(CONTROL_FREE_PAGES, 0, 0) >= 0;
}

void window_close(void)
{
	long ticks;

	if (!window_is_open)
		return;
	ticks = control(CONTROL_TICKS, 0, 0);
	must(control(CONTROL_WINDOW_CLOSE, 0, 0), "closing a window");
	window_is_open = false;
	if (ticks != ticks_at_open)
		fail("%ld timer ticks fell into a measurement window", ticks - ticks_at_open);
}

void fail(const char *fmt, ...)
{
	char sentence[PRINT_MAX / 2];
	va_list ap;

	va_start(ap, fmt);
	vformat(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);

	/* A floor path can neither write nor exit. */
	if (on_trapgate)
		control(CONTROL_PATH_SELECT, home, 0);
	die("%s", sentence);
}

long must(long result, const char *what)
{
	if (IS_ERROR(result))
		fail("%s failed with errno %ld", what, -result);
	return result;
}

long counter_traps(void)
{
	if (!on_trapgate)
		return 0;
	return must(control(CONTROL_COUNTER_TRAPS, 0, 0), "reading how often counters trapped");
}

bool counter_trapped(void)
{
	static long known;
	long before = known;

	known = counter_traps();
	return known != before;
}
