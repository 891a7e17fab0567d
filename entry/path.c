/*
 * Selects a path: by number in a running kernel, by name at the start.
 * SPDX-License-Identifier: MIT
 */
#include "entry/path.h"
#include "lib/cmdline.h"

#include "lib/lib.h"

#include <linux/errno.h>

static unsigned int active;

int path_select(unsigned int n)
{
	if (n >= path_count)
		return -EINVAL;
	if (path_unavailable(n))
		return -ENODEV;
	path_entry_set(paths[n].entry);
	active = n;
	return 0;
}

unsigned int path_active(void)
{
	return active;
}

void path_step_names(uint64_t steps, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (const struct path_step *s = path_steps; s->name; s++)
		if (steps & s->bit && used < size)
			used += (size_t)format(buf + used, size - used, "%s%s", used ? "+" : "", s->name);
}

void path_init(void)
{
	char name[32];
	unsigned int n = 0;

	if (cmdline_get("path", name, sizeof(name)))
		while (n < path_count && strcmp(paths[n].name, name))
			n++;
	if (n == path_count)
		panic("path=%s: no such path; tools/run --list-paths lists them", name);
	if (path_select(n))
		panic("path=%s: not available on this CPU: %s", paths[n].name, path_unavailable(n));
}
