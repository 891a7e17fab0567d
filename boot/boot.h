/*
 * The loader's information, in the same form for all loaders, and the functions with
 * which each architecture starts and ends.
 * SPDX-License-Identifier: MIT
 */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "include/compiler.h"

#define BOOT_CMDLINE_MAX 2048
#define BOOT_RANGES_MAX 128
#define BOOT_TOKEN_LENGTH 16

/* A range of physical memory. */
struct boot_range {
	phys_addr_t base;
	uint64_t size;
};

/* The loader's information. */
struct boot_info {
	const char *loader; /* "pvh", "multiboot2", "image" */
	char cmdline[BOOT_CMDLINE_MAX];
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

/*
 * Copies the value of the word "key=value" on the command line to buf
 * (boot/cmdline.c), cut to `size` - 1 characters: a caller whose buffer is longer than
 * each value that it knows takes no cut one for one of these. Returns false if there is
 * no such word. It does not look at words after a lone "--", which are the workload's,
 * or at the run's token, which is the last word.
 */
_Bool cmdline_get(const char *key, char *buf, size_t size);

/*
 * Returns the run's token, or zeros: BOOT_TOKEN_LENGTH characters, without a terminator
 * to count on.
 */
const char *cmdline_token(void);

/*
 * Copies the workload's word n to buf. Its words are those between "--" and the token.
 * Returns false if there is no word n, or if it does not fit.
 */
_Bool cmdline_workload_word(unsigned int n, char *buf, size_t size);

#endif
