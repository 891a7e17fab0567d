/* TAP out. SPDX-License-Identifier: MIT */
#include "tests/guest/common/tap.h"

static unsigned int count, failed;

static void result(bool good, const char *name, va_list ap)
{
	char text[256];

	vformat(text, sizeof(text), name, ap);
	count++;
	failed += !good;
	print(1, "%sok %u - %s\n", good ? "" : "not ", count, text);
}

bool ok(bool good, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	result(good, name, ap);
	va_end(ap);
	return good;
}

bool is(long got, long want, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	result(got == want, name, ap);
	va_end(ap);
	if (got != want)
		note("got %ld (%#lx), expected %ld (%#lx)", got, (unsigned long)got, want,
		     (unsigned long)want);
	return got == want;
}

void note(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vformat(text, sizeof(text), fmt, ap);
	va_end(ap);
	print(1, "# %s\n", text);
}

void skip(const char *why)
{
	count++;
	print(1, "ok %u # SKIP %s\n", count, why);
}

int done(void)
{
	print(1, "1..%u\n", count);
	return failed || !count;
}
