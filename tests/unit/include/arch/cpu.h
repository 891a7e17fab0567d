/* A processor that the test makes up: unit/pmu.c, unit/legacy.c. SPDX-License-Identifier: MIT */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

struct cpu_features {
	bool hypervisor;
	uint32_t signature;
	char vendor[13];
};
extern struct cpu_features cpu_features;

void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4]);
int rdmsr_safe(uint32_t msr, uint64_t *value);
int wrmsr_safe(uint32_t msr, uint64_t value);
uint64_t rdmsr(uint32_t msr);
void wrmsr(uint32_t msr, uint64_t value);
uint64_t read_cr4(void);
void write_cr4(uint64_t value);
void outb(uint16_t port, uint8_t value);
uint8_t inb(uint16_t port);

#endif
