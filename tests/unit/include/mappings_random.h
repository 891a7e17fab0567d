/* Arguments for calls on mappings. SPDX-License-Identifier: MIT */
#ifndef MAPPINGS_RANDOM_H
#define MAPPINGS_RANDOM_H

#include "mappings_machine.h"
#include "mm/vma.h"

#define HEAP 0x555555600000ul

/* Where the borders of things are, with room for some hundred mappings. */
static uintptr_t random_address(void)
{
	static const uintptr_t places[] = {
		0,
		MMAP_MIN_ADDR,
		MAP_LOW_START - 0x10000,
		MAP_LOW_END - 0x10000,
		PIE_BASE,
		HEAP,
		MMAP_BASE - 0x200000,
		MMAP_BASE - 0x10000,
		TASK_SIZE - 0x100000,
	};
	uintptr_t addr = places[random_under(ARRAY_SIZE(places))] + random_under(256) * PAGE_SIZE;

	if (!random_under(64))
		addr += random_under(PAGE_SIZE);
	return random_under(200) ? addr : random_number();
}

static size_t random_length(void)
{
	static const size_t large[] = { 1ul << 44,
					(1ul << 44) + PAGE_SIZE,
					20ul << 40,
					1ul << 46,
					1ul << 40,
					TASK_SIZE,
					TASK_SIZE + 1,
					SIZE_MAX,
					SIZE_MAX - PAGE_SIZE,
					MODEL_PAGES << 12,
					(MODEL_PAGES + 1) << 12,
					0x3fff0000 };
	size_t length = (1 + random_under(random_under(8) ? 4 : 64)) * PAGE_SIZE;

	if (!random_under(24))
		return large[random_under(ARRAY_SIZE(large))];
	if (!random_under(8))
		length -= random_under(PAGE_SIZE + 1);
	return length;
}

static int random_map_flags(void)
{
	int flags = MAP_ANONYMOUS | (random_under(4) ? MAP_PRIVATE : MAP_SHARED);

	if (!random_under(50))
		flags = MAP_ANONYMOUS | random_under(16);
	flags |= random_under(4) ? 0 : MAP_NORESERVE;
	flags |= random_under(12) ? 0 : MAP_GROWSDOWN;
	flags |= random_under(10) ? 0 : MAP_32BIT;
	flags |= random_under(3) ? 0 : MAP_FIXED;
	flags |= random_under(8) ? 0 : MAP_FIXED_NOREPLACE;
	return flags;
}

#endif
