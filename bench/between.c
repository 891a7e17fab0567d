/*
 * Two things can come between within a block: an interrupt that nobody asked for, of
 * which the kernel knows, and firmware's SMI, of which only a counter of the CPU does.
 * A block with such an interrupt is measured again; one with an SMI is kept and
 * named, since SMIs are the machine's own, and come again. Next: bench/run.c.
 * SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"

#define NAMED_MOST 12

/* Blocks that something fell into: how many, and the first ones' numbers. */
struct named {
	uint32_t count, block[NAMED_MOST];
};

static struct named strayed, managed;
static long strays, smis;

static void name(struct named *n, uint32_t block)
{
	if (n->count < NAMED_MOST)
		n->block[n->count] = block;
	n->count++;
}

static long strays_now(void)
{
	return on_trapgate ? must(control(CONTROL_STRAYS, 0, 0), "counting stray interrupts") : 0;
}

/* Negative: there is no such count. */
static long smis_now(void)
{
	return on_trapgate ? control(CONTROL_SMI_COUNT, 0, 0) : -1;
}

void between_open(void)
{
	smis = smis_now();
	strays = strays_now();
}

bool between_close(uint32_t block)
{
	bool stray = strays_now() != strays;

	if (stray)
		name(&strayed, block);
	else if (smis >= 0 && smis_now() != smis)
		name(&managed, block);
	return !stray;
}

static void tell(const char *what, const struct named *n)
{
	char list[160] = "";
	size_t length = 0;

	for (uint32_t i = 0; i < n->count && i < NAMED_MOST; i++)
		length += (size_t)format(list + length, sizeof(list) - length, " %u", n->block[i]);
	fact("%s=%u%s%s%s", what, n->count, n->count ? ", in blocks" : "", list,
	     n->count > NAMED_MOST ? " and more" : "");
}

void between_tell(void)
{
	if (on_trapgate)
		tell("stray_interrupts", &strayed);
	else
		fact("stray_interrupts=not known: this kernel does not tell");
	if (smis >= 0)
		tell("smi_blocks", &managed);
	else
		fact("smi_blocks=not known: nothing counts SMIs here");
}
