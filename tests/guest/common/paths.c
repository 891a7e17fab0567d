/* The running kernel's paths, by the control call. SPDX-License-Identifier: MIT */
#include "tests/guest/common/paths.h"

#include <asm/errno.h>

struct control_path paths[64];
unsigned int path_count;
bool on_trapgate;

static long first;

void paths_init(void)
{
	on_trapgate = control_probe();
	if (!on_trapgate) {
		memcpy(paths[0].name, "linux", sizeof("linux"));
		path_count = 1;
		return;
	}
	while (control(CONTROL_PATH_INFO, path_count, (long)&paths[path_count]) == 0)
		if (++path_count == ARRAY_SIZE(paths))
			die("more paths than %zu", ARRAY_SIZE(paths));
	first = control(CONTROL_PATH_ACTIVE, 0, 0);
}

bool path_enter(unsigned int n)
{
	long result;

	if (!on_trapgate)
		return true;
	result = control(CONTROL_PATH_SELECT, n, 0);
	if (result && result != -ENODEV) {
		path_leave();
		die("path %s: selecting it gave %ld", paths[n].name, result);
	}
	return result == 0;
}

void path_leave(void)
{
	if (on_trapgate && control(CONTROL_PATH_SELECT, first, 0))
		__builtin_trap(); /* no path to say it by */
}

long path_null_result(unsigned int n)
{
	if (!on_trapgate)
		return -ENOSYS;
	return strcmp(paths[n].dispatch, "floor") ? 0 : SYS_null;
}

bool path_dispatches(unsigned int n)
{
	return !paths[n].control;
}
