/* The kernel's log: each line is a frame of the console. SPDX-License-Identifier: MIT */
#include "lib/console.h"
#include "lib/lib.h"

void klog(const char *fmt, ...)
{
	static char line[1024]; /* interrupts are off, and nothing here calls back */
	va_list ap;
	size_t length;

	console_init(); /* first, since it logs a line itself, through the same buffer */
	va_start(ap, fmt);
	length = (size_t)vformat(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (length >= sizeof(line))
		length = sizeof(line) - 1;
	while (length && line[length - 1] == '\n')
		length--;
	console_frame(CONSOLE_LOG, line, length);
}
