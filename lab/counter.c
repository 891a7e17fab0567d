/*
 * Reads of a counter that trap although this kernel lets user mode make them: a
 * hypervisor took the permission away. Each architecture lets the program try again a
 * few times, then makes the read itself. The program asks how many reads trapped,
 * because what it measured meanwhile is worth nothing.
 * Next: lab/<arch>/counter.c. SPDX-License-Identifier: MIT
 */
#include "lab/lab.h"

/*
 * If another try helps at all, one is enough; but a hypervisor may take the permission
 * away again.
 */
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
