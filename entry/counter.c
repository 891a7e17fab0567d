/*
 * Reads of a counter that this kernel lets user mode read, and that trap
 * nevertheless: a hypervisor took the permission away. Each architecture tries them
 * again, a few times, then makes them itself; the program asks how many there were,
 * for what it measured meanwhile is worth nothing.
 * Next: entry/<arch>/counter.c. SPDX-License-Identifier: MIT
 */
#include "entry/trap.h"

/* One attempt would do where an attempt helps; a hypervisor may take away the next one, too. */
#define RETRIES 3

static unsigned long traps;
static unsigned int tries;
static uintptr_t tried_at;

bool counter_retry(uintptr_t ip)
{
	traps++;
	if (ip != tried_at)
		tries = 0;
	tried_at = ip;
	if (tries++ < RETRIES)
		return true;
	tries = 0;
	return false;
}

unsigned long counter_traps(void)
{
	return traps;
}
