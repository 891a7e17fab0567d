/*
 * Ends a run: as the workload wants it, or by the kernel's own failure.
 * SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "lib/cmdline.h"
#include "lib/console.h"
#include "lib/lib.h"

/*
 * Copies the token by its length, without looking at its characters: so no count
 * depends on them.
 */
__noreturn void run_end(const char *how, int number)
{
	char record[64];
	size_t length = (size_t)format(record, sizeof(record) - CMDLINE_TOKEN_LENGTH, "%s %d ", how, number);

	memcpy(record + length, cmdline_token(), CMDLINE_TOKEN_LENGTH);
	console_frame(CONSOLE_END, record, length + CMDLINE_TOKEN_LENGTH);
	machine_end();
}

__noreturn void panic(const char *fmt, ...)
{
	static bool panicking;
	static char sentence[1024];
	va_list ap;
	size_t length;

	if (panicking) /* something in here fails itself: say no more */
		machine_end();
	panicking = true;
	va_start(ap, fmt);
	length = (size_t)vformat(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	console_frame(CONSOLE_PANIC, sentence,
		      length < sizeof(sentence) ? length : sizeof(sentence) - 1);
	run_end("panic", 0);
}
