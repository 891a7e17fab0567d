/*
 * Turns samples into numbers, for tools/bench and tools/compare.
 *
 *	stats ARCH INSTRUMENT CELLS <samples.csv >summary.csv
 *
 * CELLS lists the rows of the summary, in their order, without a header:
 * path,bench,pattern,variant,status,floor,unit,batch. Next: summary.c.
 *
 *	stats compare SAMPLES_A SAMPLES_B PAIRS paired|independent|exact
 *
 * PAIRS lists rows of both, without a header: path of A,path of B,bench,pattern,
 * variant,unit,variant of A's `empty`,of B's (nothing: the row has no baseline).
 * Paired: both are of the same boots; exact: without intervals. Next: compare.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("stats: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	exit(1);
}

void *checked(void *memory)
{
	if (!memory)
		fail("out of memory");
	return memory;
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "compare"))
		compare(argv[2], argv[3], argv[4], argv[5]);
	else if (argc == 4)
		summary(argv[1], argv[2], argv[3]);
	else
		fail("usage: stats ARCH INSTRUMENT CELLS <samples.csv >summary.csv, or "
		     "stats compare SAMPLES_A SAMPLES_B PAIRS paired|independent|exact");
	if (ferror(stdin) || fflush(stdout) || ferror(stdout))
		fail("%s", strerror(errno));
	return 0;
}
