/* The parts of cpu_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_CPU_SETUP_H
#define BOOT_CPU_SETUP_H

#include "include/compiler.h"

#include <stdbool.h>
#include <stdint.h>

/* Indices of cpuid()'s result. */
enum { EAX, EBX, ECX, EDX };

/* Lets CPUID show everything that firmware hid. Before cpu_features_read() (leftovers.c). */
void firmware_unlimit_cpuid(void);
/* Resets what firmware left on. After the control registers are set (leftovers.c). */
void firmware_undo(void);

/* Tells whether the CPU is AMD's or of AMD's design. After cpu_features_read() (features.c). */
bool cpu_is_amd(void);

/* Returns the microcode's revision; 0 under a hypervisor, or if it cannot be read (microcode.c). */
uint32_t microcode_revision(void);

/* Fills cpu_features by CPUID. Panics if the CPU lacks what every x86_64 CPU has (features.c). */
void cpu_features_read(void);

/* Sets up GDT, TSS with its interrupt stacks, and IDT (descriptors.c). */
void descriptor_tables_init(void);
/* Sets the stack on which exceptions and interrupts of user mode arrive. */
void tss_set_kernel_sp(uintptr_t sp);

/* Labels in entry/x86_64/, for their addresses only. */
extern const char trap_stubs[], entry_syscall32[];

#endif
