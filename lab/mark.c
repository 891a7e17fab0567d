/*
 * Marks the edges of measurement windows, for a tracer on the host.
 * lab/<arch>/mark.c says what is written and where.
 * SPDX-License-Identifier: MIT
 */
#include "lab/mark.h"
#include "lib/cmdline.h"
#include "lib/lib.h"


static bool wanted, open; /* open: a window is */
static uint32_t current;

void mark_init(void)
{
	char value[4];

	wanted = cmdline_get("mark", value, sizeof(value)) && !strcmp(value, "1");
	if (wanted && !mark_prepare()) {
		klog("mark=1: this machine has no place for marks, none are made");
		wanted = false;
	}
}

void mark_open(uint32_t number)
{
	current = number & ~MARK_CLOSE;
	open = true;
	if (wanted)
		mark_write(current);
}

void mark_close(void)
{
	if (open && wanted)
		mark_write(current | MARK_CLOSE);
	open = false;
}
