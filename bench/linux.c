/*
 * The program as Linux's first process. Its arguments lie in the initramfs, as
 * on Trapgate. What it has to say leaves by the console. Next: lines.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"
#include "bench/lines.h"

#include <linux/fcntl.h>

CALL(openat, long folder, const char *name, long flags, long mode);

#define ARGUMENTS_MAX 64

static bool is_first_process(void)
{
	return !on_trapgate && stub_getpid() == 1;
}

/* Cuts /argv, a string behind the other, into the arguments. */
void linux_begin(int *argc, char ***argv)
{
	static char text[4096], *arguments[ARGUMENTS_MAX + 1];
	long file, size;

	if (!is_first_process())
		return;
	lines_begin();
	file = must(stub_openat(AT_FDCWD, "/argv", O_RDONLY, 0), "opening /argv");
	size = must(stub_read(file, text, sizeof(text)), "reading /argv");
	if (size == 0 || size == (long)sizeof(text) || text[size - 1] != '\0')
		fail("/argv holds no arguments, or too many");
	*argc = 0;
	for (char *s = text; s < text + size && *argc < ARGUMENTS_MAX; s += strlen(s) + 1)
		arguments[(*argc)++] = s;
	*argv = arguments;
}

void linux_deliver(const void *region, size_t size)
{
	if (!is_first_process()) {
		must(write_all(1, region, size), "writing the samples");
		return;
	}
	lines_data(region, size);
	lines_end();
}

void linux_end(void)
{
	if (is_first_process())
		lines_restart();
}
