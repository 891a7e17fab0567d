/* The parts of cpu_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_CPU_SETUP_H
#define BOOT_CPU_SETUP_H

#include "include/compiler.h"

#include <stdbool.h>

/* features.c: fills cpu_features by CPUID; panics where the CPU lacks what no x86_64 CPU lacks. */
void cpu_features_read(void);

/* descriptors.c: GDT, TSS with its interrupt stacks, IDT. */
void descriptor_tables_init(void);
void tss_set_kernel_sp(uintptr_t sp);

/* entry/x86_64: addresses alone. */
extern const char trap_stubs[], entry_syscall32[];

#endif
