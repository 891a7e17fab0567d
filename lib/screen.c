/*
 * Shows some of the console's frames on the screen: the log, what ended the
 * workload or the kernel, the end; without a UART also the workload's output.
 * Next: lib/<arch>/screen.c. SPDX-License-Identifier: MIT
 */
#include "lib/console.h"
#include "lib/cmdline.h"
#include "lib/lib.h"
#include "lib/screen.h"

#include <arch/screen.h>
#include <arch/uart.h>

static void say(const char *text)
{
	screen_write(text, strlen(text));
}

/* Shows a sentence of the kernel's own, as a line. */
static void line(const char *what, const void *text, size_t length)
{
	say(what);
	screen_write(text, length);
	say("\n");
}

void screen_frame(char type, const void *data, size_t length)
{
	switch (type) {
	case CONSOLE_LOG:
		line("", data, length);
		break;
	case CONSOLE_PANIC:
		line("kernel panic: ", data, length);
		break;
	case CONSOLE_END: /* without the token, which only the host reads */
		line("the run has ended: ", data, length - CMDLINE_TOKEN_LENGTH - 1);
		break;
	case CONSOLE_FAULT:
		screen_write(data, length);
		break;
	case CONSOLE_STDOUT:
	case CONSOLE_STDERR:
		if (!uart_present())
			screen_write(data, length);
		break;
	}
}
