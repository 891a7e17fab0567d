/* The parts of cpu_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_CPU_SETUP_H
#define BOOT_CPU_SETUP_H

#include "include/compiler.h"

#include <stdbool.h>
#include <stdint.h>

/* Of cpuid()'s result. */
enum { EAX, EBX, ECX, EDX };

/* leftovers.c: what firmware left, before CPUID is read, and after. */
void firmware_unlimit_cpuid(void);
void firmware_undo(void);

/* features.c: AMD's, and those made from its design. After cpu_features_read(). */
bool cpu_is_amd(void);

/* microcode.c: its revision; 0 under a hypervisor, or where it cannot be read. */
uint32_t microcode_revision(void);

/* pmu_events.c: what IA32_PERFEVTSEL calls a PMU_ event of include/control.h; 0: nothing that we know. */
uint32_t pmu_event_number(unsigned int event);

/* features.c: fills cpu_features by CPUID; panics where the CPU lacks what no x86_64 CPU lacks. */
void cpu_features_read(void);

/* descriptors.c: GDT, TSS with its interrupt stacks, IDT. */
void descriptor_tables_init(void);
void tss_set_kernel_sp(uintptr_t sp);

/* entry/x86_64: addresses alone. */
extern const char trap_stubs[], entry_syscall32[];

#endif
