/*
 * The caches as CPUID describes them: leaf 4 on Intel, 8000_001DH, which has the
 * same form, on AMD (SDM Vol. 2, CPUID; APM Vol. 3, E.4, Fn8000_001D). A hypervisor may put
 * anything there. SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "boot/x86_64/cpu_setup.h"

#include <arch/cpu.h>

/* EAX[4:0]. */
#define TYPE_NONE 0
#define TYPE_CODE 2

static uint32_t leaf_of_caches(void)
{
	uint32_t r[4];

	cpuid(0x80000000, 0, r);
	if (r[EAX] >= 0x8000001d) {
		cpuid(0x8000001d, 0, r);
		if (r[EAX] & 0x1f)
			return 0x8000001d;
	}
	cpuid(0, 0, r);
	return r[EAX] >= 4 ? 4 : 0;
}

/* Each field is its value less one: ways, partitions, bytes a line; sets. */
static uint64_t bytes_of(const uint32_t r[4])
{
	uint64_t ways = (r[EBX] >> 22) + 1, partitions = (r[EBX] >> 12 & 0x3ff) + 1;
	uint64_t line = (r[EBX] & 0xfff) + 1, sets = (uint64_t)r[ECX] + 1;

	return ways * partitions * line * sets;
}

uint64_t cache_bytes(void)
{
	uint32_t r[4], leaf = leaf_of_caches();
	uint64_t most = 0;

	for (uint32_t n = 0; leaf && n < 16; n++) {
		cpuid(leaf, n, r);
		if ((r[EAX] & 0x1f) == TYPE_NONE)
			break;
		if ((r[EAX] & 0x1f) != TYPE_CODE && bytes_of(r) > most)
			most = bytes_of(r);
	}
	return most;
}
