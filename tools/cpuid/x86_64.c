/*
 * Prints every CPUID leaf of the CPU that it runs on, a line of "leaf subleaf:
 * eax ebx ecx edx" for each. Judges nothing: the dump is for whoever reads a
 * report from a machine that is elsewhere.
 *
 * Leaves differ in the subleaves that they have (SDM Vol. 2, CPUID; APM Vol. 3,
 * appendix E). Each leaf is read until a subleaf repeats the one before it or
 * is empty, but never less than SUBLEAVES_LEAST of them: leaf 0DH has gaps.
 *
 * SPDX-License-Identifier: MIT
 */
#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SUBLEAVES_LEAST 4
#define SUBLEAVES_MOST	64
/* A range that claims more leaves than this does not exist. */
#define LEAVES_MOST 0x100

static void read_leaf(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	__cpuid_count(leaf, subleaf, regs[0], regs[1], regs[2], regs[3]);
}

static void print_leaf(uint32_t leaf)
{
	uint32_t last[4] = { 0 }, regs[4];
	static const uint32_t empty[4];

	for (uint32_t subleaf = 0; subleaf < SUBLEAVES_MOST; subleaf++) {
		bool same;

		read_leaf(leaf, subleaf, regs);
		same = !memcmp(regs, last, sizeof(regs)) || !memcmp(regs, empty, sizeof(regs));
		if (subleaf && same && subleaf >= SUBLEAVES_LEAST)
			return;
		if (!subleaf || !same)
			printf("%08x %02x: %08x %08x %08x %08x\n", leaf, subleaf, regs[0], regs[1],
			       regs[2], regs[3]);
		memcpy(last, regs, sizeof(last));
	}
}

static void print_range(uint32_t first)
{
	uint32_t regs[4];

	read_leaf(first, 0, regs);
	if (regs[0] < first || regs[0] - first > LEAVES_MOST)
		return;
	for (uint32_t leaf = first; leaf <= regs[0]; leaf++)
		print_leaf(leaf);
}

int main(void)
{
	static const uint32_t ranges[] = { 0, 0x40000000, 0x80000000 };

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		print_range(ranges[i]);
	return 0;
}
