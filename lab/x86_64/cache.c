/*
 * The caches as CPUID describes them: leaf 4 on Intel, 8000_001DH in the same form on
 * AMD, and 8000_0006H if the CPU has neither (SDM Vol. 2, CPUID; APM Vol. 3, E.4). Under
 * a hypervisor the leaves may say anything. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"
#include "lab/lab.h"

#include <arch/cpu.h>

/* The type of a cache, EAX[4:0]. */
#define TYPE_NONE 0
#define TYPE_CODE 2

/*
 * Returns the leaf that describes the caches, or 0. AMD's exists also on CPUs that
 * leave it empty.
 */
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

/*
 * Returns a cache's size. Each field holds its value minus one: ways, partitions, bytes
 * of a line, sets.
 */
static uint64_t bytes_of(const uint32_t r[4])
{
	uint64_t ways = (r[EBX] >> 22) + 1, partitions = (r[EBX] >> 12 & 0x3ff) + 1;
	uint64_t line = (r[EBX] & 0xfff) + 1, sets = (uint64_t)r[ECX] + 1;

	return ways * partitions * line * sets;
}

/*
 * Returns the largest size by the older leaf 8000_0006H: ECX[31:16] has the second level
 * in KiB; EDX[31:18], on AMD only, has the third in units of 512 KiB.
 */
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
