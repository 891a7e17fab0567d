/*
 * Single instructions, under the instruction's name, and what the CPU can do.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include "include/compiler.h"

#include <stdbool.h>

/*
 * Waits for an interrupt, takes it, and comes back with interrupts off. STI lets
 * interrupts in only after the next instruction, so none is lost before HLT.
 */
static inline void cpu_idle(void)
{
	__asm__ volatile("sti; hlt; cli" ::: "memory");
}

static inline void cpu_relax(void)
{
	__asm__ volatile("pause");
}

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

/*
 * Like rdmsr() and wrmsr(), for a register that may be missing: 0, or -EIO if it faults
 * (boot/x86_64/msr.S).
 */
int rdmsr_safe(uint32_t msr, uint64_t *value);
int wrmsr_safe(uint32_t msr, uint64_t value);

static inline uint8_t inb(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline void outb(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline void outl(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	__asm__ volatile("cpuid" : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3])
			 : "a"(leaf), "c"(subleaf));
}

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (uint64_t)high << 32 | low;
}

static inline uint64_t read_cr2(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr2, %0" : "=r"(value)::"memory");
	return value;
}

static inline uint64_t read_cr3(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr3, %0" : "=r"(value)::"memory");
	return value;
}

static inline void write_cr3(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr3" ::"r"(value) : "memory");
}

static inline uint64_t read_cr4(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value)::"memory");
	return value;
}

static inline void write_cr4(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr4" ::"r"(value) : "memory");
}

/*
 * Read and write the data segments' selectors. switch.S in proc/x86_64/ loads GS, since
 * that clears its base.
 */
#define SEGMENT_READ(name)                                                                         \
	static inline uint16_t read_##name(void)                                                   \
	{                                                                                          \
		uint16_t value;                                                                    \
                                                                                                   \
		__asm__ volatile("movw %%" #name ", %0" : "=r"(value));                            \
		return value;                                                                      \
	}
#define SEGMENT_WRITE(name)                                                                        \
	static inline void write_##name(uint16_t value)                                            \
	{                                                                                          \
		__asm__ volatile("movw %0, %%" #name ::"r"(value) : "memory");                     \
	}
SEGMENT_READ(ss)
SEGMENT_READ(ds)
SEGMENT_READ(es)
SEGMENT_READ(fs)
SEGMENT_READ(gs)
SEGMENT_WRITE(ss)
SEGMENT_WRITE(ds)
SEGMENT_WRITE(es)
SEGMENT_WRITE(fs)

static inline void xsetbv(uint32_t index, uint64_t value)
{
	__asm__ volatile("xsetbv" ::"c"(index), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static inline void invlpg(uintptr_t va)
{
	__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
}

/*
 * Flushes the TLB by INVPCID. type: INVPCID_. A type that takes a PCID and an address
 * gets 0 and 0.
 */
static inline void invpcid(uint64_t type)
{
	const uint64_t descriptor[2] = { 0, 0 };

	__asm__ volatile("invpcid %1, %0" ::"r"(type), "m"(descriptor) : "memory");
}

/* Read and write the FS base. Need CR4.FSGSBASE. */
static inline uint64_t rdfsbase(void)
{
	uint64_t value;

	__asm__ volatile("rdfsbase %0" : "=r"(value)::"memory");
	return value;
}

static inline void wrfsbase(uint64_t value)
{
	__asm__ volatile("wrfsbase %0" ::"r"(value) : "memory");
}

/* Reads a random number; false if none was ready. */
static inline bool rdrand(uint64_t *value)
{
	bool ready;

	__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(ready));
	return ready;
}

/* Save and restore vector state. area: aligned to 64 bytes (FXSAVE: 16). mask: which components. */
static inline void fxsave64(void *area)
{
	__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
}

static inline void fxrstor64(const void *area)
{
	__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
}

static inline void xsave64(void *area, uint64_t mask)
{
	__asm__ volatile("xsave64 (%0)" ::"r"(area), "a"((uint32_t)mask), "d"((uint32_t)(mask >> 32))
			 : "memory");
}

static inline void xsaveopt64(void *area, uint64_t mask)
{
	__asm__ volatile("xsaveopt64 (%0)" ::"r"(area), "a"((uint32_t)mask),
			 "d"((uint32_t)(mask >> 32))
			 : "memory");
}

static inline void xrstor64(const void *area, uint64_t mask)
{
	__asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"((uint32_t)mask), "d"((uint32_t)(mask >> 32))
			 : "memory");
}

/*
 * The features of this CPU. cpu_init() fills them in, and switches on each one that has a
 * control bit.
 */
struct cpu_features {
	bool nx, gbpages, global_pages, smep, smap, umip, fsgsbase, rdtscp;
	bool xsave, xsaveopt, tsc_deadline, x2apic, invariant_tsc;
	bool rdrand, erms, hypervisor, lfence_serializing, machine_check, invpcid;
	bool debug_extensions, pat, xsaves, spec_ctrl;
	uint32_t signature; /* family, model, stepping: CPUID 1 EAX */
	uint64_t xcr0;	       /* state components on; 0 without XSAVE */
	uint32_t xsave_size;   /* bytes of an area for them; 512 with FXSAVE */
	char vendor[13];
	char model[49];
};

extern struct cpu_features cpu_features;

#endif
