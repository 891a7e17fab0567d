/*
 * Prints the identification registers of the CPU that it runs on, a line of
 * "name value" for each. Linux answers a read of them from EL0 if it says
 * HWCAP_CPUID (Documentation/arch/arm64/cpu-feature-registers.rst), and hides
 * the fields that are no program's business.
 *
 * SPDX-License-Identifier: MIT
 */
#include <asm/hwcap.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/auxv.h>

#define SHOW(name)                                                                                 \
	do {                                                                                       \
		uint64_t value;                                                                    \
                                                                                                   \
		__asm__("mrs %0, " #name : "=r"(value));                                           \
		printf(#name " %016lx\n", (unsigned long)value);                                   \
	} while (0)

int main(void)
{
	printf("HWCAP %016lx\nHWCAP2 %016lx\n", getauxval(AT_HWCAP), getauxval(AT_HWCAP2));
	SHOW(ctr_el0);
	SHOW(dczid_el0);
	SHOW(cntfrq_el0);
	if (!(getauxval(AT_HWCAP) & HWCAP_CPUID))
		return 0;
	SHOW(midr_el1);
	SHOW(mpidr_el1);
	SHOW(revidr_el1);
	SHOW(id_aa64pfr0_el1);
	SHOW(id_aa64pfr1_el1);
	SHOW(id_aa64dfr0_el1);
	SHOW(id_aa64isar0_el1);
	SHOW(id_aa64isar1_el1);
	SHOW(id_aa64mmfr0_el1);
	SHOW(id_aa64mmfr1_el1);
	SHOW(id_aa64mmfr2_el1);
	return 0;
}
