/*
 * Context switches within blocks. Nothing is taken out for them: a block that
 * was interrupted is told by its number. SPDX-License-Identifier: MIT
 */
#include "bench/native/native.h"

#include <linux/resource.h>

CALL(getrusage, long who, struct rusage *usage);

/* Blocks told by number; how many there were beyond is told, too. */
#define TOLD 128

struct switches {
	uint32_t block;
	long voluntary, involuntary;
};

static struct switches told[TOLD], before, all;
static uint32_t block, blocks, switched;

static struct switches until_now(void)
{
	struct rusage usage;

	must(stub_getrusage(RUSAGE_SELF, &usage), "getrusage");
	return (struct switches){ block, usage.ru_nvcsw, usage.ru_nivcsw };
}

void switches_open(uint32_t number)
{
	block = number;
	before = until_now();
}

void switches_close(void)
{
	struct switches now = until_now();
	long voluntary = now.voluntary - before.voluntary;
	long involuntary = now.involuntary - before.involuntary;

	if (block == WINDOW_NO_BLOCK)
		return;
	if (voluntary || involuntary) {
		if (switched < TOLD)
			told[switched] = (struct switches){ block, voluntary, involuntary };
		switched++;
	}
	all.voluntary += voluntary;
	all.involuntary += involuntary;
	blocks = block + 1;
}

/* switched_blocks: BLOCK:VOLUNTARY+INVOLUNTARY, the first TOLD of them. */
int switches_lines(char *lines, size_t size)
{
	int length = format(lines, size,
			    "context_switches_voluntary=%ld\ncontext_switches_involuntary=%ld\n"
			    "blocks=%u\nblocks_switched=%u\nswitched_blocks=",
			    all.voluntary, all.involuntary, blocks, switched);

	for (uint32_t i = 0; i < switched && i < TOLD && (size_t)length < size; i++)
		length +=
			format(lines + length, size - (size_t)length, "%s%u:%ld+%ld", i ? " " : "",
			       told[i].block, told[i].voluntary, told[i].involuntary);
	if ((size_t)length < size)
		length += format(lines + length, size - (size_t)length, "\n");
	return length;
}
