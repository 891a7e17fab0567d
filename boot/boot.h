/*
 * The loader's information, in the same form for all loaders, and the functions with
 * which each architecture starts and ends.
 * SPDX-License-Identifier: MIT
 */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "include/compiler.h"

#define BOOT_RANGES_MAX 128

/* A range of physical memory. */
struct boot_range {
	phys_addr_t base;
	uint64_t size;
};

/* The loader's information; the command line is in lib/cmdline.h. */
struct boot_info {
	const char *loader; /* "pvh", "multiboot2", "image" */
	struct boot_range memory[BOOT_RANGES_MAX]; /* usable RAM, any order */
	unsigned int memory_count;
	struct boot_range reserved[BOOT_RANGES_MAX]; /* RAM that holds something: image, initrd, tables */
	unsigned int reserved_count;
	struct boot_range initrd;    /* size 0: none */
	struct boot_range early_map; /* RAM reachable by phys_to_virt() before mm_init() */
};

extern struct boot_info boot_info;

/*
 * Arch: fills boot_info from what the loader left. Panics with a sentence if no known
 * loader left it.
 */
void boot_info_read(void);

/* Arch: reads this CPU's features, and sets its control, trap and system-call registers. */
void cpu_init(void);

/* Arch: turns the machine off or resets it, after the end record; never returns. */
__attribute__((noreturn)) void machine_end(void);

/*
 * Arch: prints "key=value\n" lines about CPU, features and clocks into buf. Returns the
 * length as snprintf() does.
 */
size_t machine_describe(char *buf, size_t size);

#endif
