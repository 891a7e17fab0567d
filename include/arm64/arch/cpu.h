/*
 * Single instructions, under the instruction's name, and what the CPU can do.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include "include/compiler.h"
#include "include/extable.h"

#include <stdbool.h>

#define MRS(reg)                                                               \
	({                                                                     \
		uint64_t mrs_value;                                            \
		__asm__ volatile("mrs %0, " #reg : "=r"(mrs_value)::"memory"); \
		mrs_value;                                                     \
	})
#define MSR(reg, value) __asm__ volatile("msr " #reg ", %x0" ::"rZ"((uint64_t)(value)) : "memory")

/*
 * Like MRS and MSR, but for a register that the ID registers show and that a hypervisor
 * may keep from us nevertheless. Returns false if the access faults, which it does as an
 * undefined instruction.
 */
#define MRS_SAFE(reg, value)                                                                       \
	({                                                                                         \
		uint32_t mrs_failed = 1;                                                           \
		uint64_t mrs_value = 0;                                                            \
		__asm__ volatile("771: mrs %0, " #reg "\n\tmov %w1, wzr\n772:"                      \
				 EXTABLE_TEXT("771b", "772b")                                      \
				 : "+r"(mrs_value), "+r"(mrs_failed)::"memory");                   \
		(value) = mrs_value;                                                               \
		!mrs_failed;                                                                       \
	})
#define MSR_SAFE(reg, value)                                                                       \
	({                                                                                         \
		uint32_t msr_failed = 1;                                                           \
		__asm__ volatile("771: msr " #reg ", %x1\n\tmov %w0, wzr\n772:"                     \
				 EXTABLE_TEXT("771b", "772b")                                      \
				 : "+r"(msr_failed)                                                \
				 : "rZ"((uint64_t)(value))                                         \
				 : "memory");                                                      \
		!msr_failed;                                                                       \
	})

static inline void isb(void)
{
	__asm__ volatile("isb" ::: "memory");
}

/* Waits until the accesses before it are done for all of `domain`: nsh, ish, ishst, sy. */
#define DSB(domain) __asm__ volatile("dsb " #domain ::: "memory")

/*
 * Waits for an interrupt, takes it, and comes back with interrupts off. WFI also
 * ends for an interrupt that is masked, so none is lost between the caller's test
 * and the wait (D1.6.2). DSB: stores are done before the CPU sleeps. #2 is bit 1 of
 * DAIF, IRQ (C5.2.2); MSR to DAIFSet and DAIFClr needs no ISB. The ISB is there so
 * that a pending interrupt is taken before interrupts are off again.
 */
static inline void cpu_idle(void)
{
	__asm__ volatile("dsb sy\n\twfi\n\tmsr daifclr, #2\n\tisb\n\tmsr daifset, #2" ::: "memory");
}

static inline void cpu_relax(void)
{
	__asm__ volatile("yield" ::: "memory");
}

/* Reads a random number; false if none was ready. Needs FEAT_RNG (RNDR is S3_3_C2_C4_0). */
static inline bool rndr(uint64_t *value)
{
	bool ready;

	__asm__ volatile("mrs %0, S3_3_C2_C4_0\n\tcset %w1, ne" : "=r"(*value), "=r"(ready)::"cc");
	return ready;
}

/* Returns the bytes of a Z register. Needs FEAT_SVE. */
static inline unsigned int rdvl(void)
{
	uint64_t length;

	__asm__ volatile(".arch_extension sve\n\trdvl %0, #1\n\t.arch_extension nosve" : "=r"(length));
	return length;
}

/* Closes user pages to EL1 from here on. Needs FEAT_PAN. */
static inline void pan_set(void)
{
	__asm__ volatile(".arch_extension pan\n\tmsr pan, #1\n\t.arch_extension nopan" ::: "memory");
}

/*
 * Read and write device registers, always by a plain LDR or STR. The compiler could
 * make a volatile access one with write-back; for such an access the hardware does
 * not tell a hypervisor what was accessed (ESR_EL2.ISV is 0).
 */
static inline uint32_t mmio_read32(const volatile void *at)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(at) : "memory");
	return value;
}

static inline uint64_t mmio_read64(const volatile void *at)
{
	uint64_t value;

	__asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(at) : "memory");
	return value;
}

static inline void mmio_write32(volatile void *at, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" ::"rZ"(value), "r"(at) : "memory");
}

/* Calls firmware by the SMC Calling Convention (DEN 0028): x0 to x3 in, x0 out, x0 to x17 lost. */
#define FIRMWARE_CALL(instruction, function)                                                       \
	({                                                                                         \
		register uint64_t r0 __asm__("x0") = (function);                                   \
		register uint64_t r1 __asm__("x1") = 0;                                            \
		register uint64_t r2 __asm__("x2") = 0;                                            \
		register uint64_t r3 __asm__("x3") = 0;                                            \
		__asm__ volatile(instruction " #0"                                                 \
				 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)::"x4", "x5", "x6", "x7", \
				   "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16",    \
				   "x17", "memory");                                               \
		(int64_t)r0;                                                                       \
	})

static inline int64_t hvc(uint32_t function)
{
	return FIRMWARE_CALL("hvc", function);
}

static inline int64_t smc(uint32_t function)
{
	return FIRMWARE_CALL("smc", function);
}

/*
 * The features of this CPU. cpu_init() fills them in, and switches on each one that has a
 * control bit.
 */
struct cpu_features {
	bool pan, e0pd, bti, ssbs, dit, mte, rndr, pmu, sve;
	bool pauth_address, pauth_generic; /* for the workload; the kernel uses none */
	unsigned int sve_length; /* bytes of a Z register; 0 without SVE */
	unsigned int physical_bits;
};

extern struct cpu_features cpu_features;

#endif
