/*
 * What the loader handed over, in one form for all loaders.
 * SPDX-License-Identifier: MIT
 */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "include/compiler.h"

#define BOOT_CMDLINE_MAX 2048
#define BOOT_RANGES_MAX 128
#define BOOT_TOKEN_LENGTH 16

struct boot_range {
	phys_addr_t base;
	uint64_t size;
};

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

/* Arch: fills boot_info from what the loader left. Panics with a sentence if that is no loader we know. */
void boot_info_read(void);

/* Arch: this CPU's features, control registers, trap vectors, system-call registers. */
void cpu_init(void);

/* Arch: turns the machine off or resets it, after the end record; never returns. */
__attribute__((noreturn)) void machine_end(void);

/* Arch: "key=value\n" lines about CPU, features and clocks into buf; length as snprintf. */
size_t machine_describe(char *buf, size_t size);

/* Arch: bytes of the largest data or unified cache, as this CPU describes it; 0: it does not. */
uint64_t cache_bytes(void);

/* Arch: CONTROL_PMU_COUNT (include/control.h). */
long pmu_count(unsigned long what);

/* Arch: CONTROL_SMI_COUNT. */
long smi_count(void);

/*
 * boot/cmdline.c: the value of "key=value" as a word on the command line, copied
 * to buf; false if absent or too long. Words after a lone "--" belong to the
 * workload, and the last word (the run's token) to nobody.
 */
_Bool cmdline_get(const char *key, char *buf, size_t size);

/* The run's token: always BOOT_TOKEN_LENGTH characters, not terminated. */
const char *cmdline_token(void);

/* The workload's words: those between "--" and the token. Word n into buf; false if there is none. */
_Bool cmdline_workload_word(unsigned int n, char *buf, size_t size);

#endif
