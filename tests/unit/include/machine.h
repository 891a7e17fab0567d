/*
 * The machine under the memory tests: physical memory from address 0 in an aligned block
 * of the test process, a panic that a test can expect, random numbers.
 * SPDX-License-Identifier: MIT
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "boot/boot.h"
#include "lib/lib.h"

#include <arch/page.h>

#define MACHINE_RAM (64ul << 20)

struct boot_info boot_info;

static _Alignas(4 << 20) char machine_ram[MACHINE_RAM];

void *phys_to_virt(phys_addr_t pa)
{
	if (pa >= MACHINE_RAM)
		fail_msg("access to physical address %#lx, past the end of RAM", (unsigned long)pa);
	return machine_ram + pa;
}

/* The image's symbols, where a test has them, are in RAM too. */
phys_addr_t virt_to_phys(const void *va)
{
	const char *p = va;

	if (p < machine_ram || p >= machine_ram + MACHINE_RAM)
		fail_msg("%p is not in RAM", va);
	return p - machine_ram;
}

/* What the last panic said. */
static char machine_sentence[256];

/* Returns to expect_assert_failure(), or fails the test. */
__noreturn void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(machine_sentence, sizeof(machine_sentence), fmt, ap);
	va_end(ap);
	mock_assert(0, machine_sentence, "panic", 0);
	abort();
}

/* SplitMix64: the same numbers in every run. */
static uint64_t machine_seed = 1;

static inline uint64_t random_number(void)
{
	uint64_t z = machine_seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline uint64_t random_under(uint64_t n)
{
	return random_number() % n;
}

static inline void machine_add_memory(phys_addr_t base, uint64_t size)
{
	boot_info.memory[boot_info.memory_count++] = (struct boot_range){ base, size };
}

static inline void machine_add_reserved(phys_addr_t base, uint64_t size)
{
	boot_info.reserved[boot_info.reserved_count++] = (struct boot_range){ base, size };
}

/* No memory, all of RAM in the early map. */
static inline void machine_reset(void)
{
	memset(&boot_info, 0, sizeof(boot_info));
	boot_info.early_map = (struct boot_range){ 0, MACHINE_RAM };
}

#endif
