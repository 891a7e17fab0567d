/*
 * The time-stamp counter of a host process. bench/x86_64/counter.c chooses the
 * instructions of the pair. SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"

const char *counter_best(void)
{
	return NULL;
}

int counter_lines(char *lines, size_t size)
{
	return format(lines, size, "%s", "");
}

bool counter_is_coarse(void)
{
	return false;
}
