/*
 * The caches as CPUID describes them: leaf 4 on Intel, 8000_001DH, which has the
 * same form, on AMD; 8000_0006H where neither is there (SDM Vol. 2, CPUID; APM
 * Vol. 3, E.4). A hypervisor may put anything there. SPDX-License-Identifier: MIT
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

/* 8000_0006H, which is older: ECX[31:16] the second level's KiB; EDX[31:18] the third's, AMD's
 * alone, by 512 KiB. */
static uint64_t bytes_of_old(void)
{
	uint32_t r[4];

	cpuid(0x80000000, 0, r);
	if (r[EAX] < 0x80000006)
		return 0;
	cpuid(0x80000006, 0, r);
	if (cpu_is_amd() && r[EDX] >> 18)
		return (uint64_t)(r[EDX] >> 18) << 19;
	return (uint64_t)(r[ECX] >> 16) << 10;
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
	return most ? most : bytes_of_old();
}
