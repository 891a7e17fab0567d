/*
 * The TSC's frequency by what processors say in CPUID. Kaby Lake R's words and its 2,112 MHz stand in
 * published reports of turbostat, Skylake's 4,008, Apollo Lake's 1,094.4 and Ice Lake's 1,497.6 MHz in
 * logs of Linux; the other ratios are made up, with the manual's crystals.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proc/x86_64/frequency.c"

struct cpu_features cpu_features;

static uint32_t leaf_0[4], leaf_15[4], leaf_16, leaf_timing[2], max_hypervisor;

void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	(void)subleaf;
	memset(regs, 0, 16);
	if (leaf == 0)
		memcpy(regs, leaf_0, 16);
	if (leaf == 0x15)
		memcpy(regs, leaf_15, 16);
	if (leaf == 0x16)
		regs[0] = leaf_16;
	if (leaf == 0x40000000)
		regs[0] = max_hypervisor;
	if (leaf == 0x40000010)
		memcpy(regs, leaf_timing, 8);
}

static void processor(uint32_t ebx, uint32_t signature, uint32_t max)
{
	cpu_features = (struct cpu_features){ .signature = signature };
	memset(leaf_0, 0, sizeof(leaf_0));
	memset(leaf_15, 0, sizeof(leaf_15));
	leaf_0[0] = max;
	leaf_0[1] = ebx;
	leaf_16 = max_hypervisor = 0;
}

/* Denominator, numerator, crystal. */
static void ratio(uint32_t a, uint32_t b, uint32_t c)
{
	leaf_15[0] = a;
	leaf_15[1] = b;
	leaf_15[2] = c;
}

static struct frequencies find(void)
{
	struct frequencies f = { 0 };

	frequency_of_hypervisor(&f);
	frequency_of_cpu(&f);
	return f;
}

#define INTEL 0x756e6547
#define AMD 0x68747541

static void assert_found(uint64_t tsc, uint64_t apic, const char *source)
{
	struct frequencies f = find();

	assert_true(f.tsc_hz == tsc && f.apic_hz == apic);
	if (source)
		assert_string_equal(f.source, source);
	else
		assert_null(f.source);
}

/* Kaby Lake R, sold as 2.1 GHz: the TSC runs at 176/2 times 24 MHz. */
static void crystal_left_out(void **state)
{
	(void)state;
	processor(INTEL, 0x806ea, 0x16);
	ratio(2, 176, 0);
	leaf_16 = 2100;
	assert_found(2112000000, 24000000,
		     "CPUID 15H, with the crystal's 24 MHz by the processor's model");
	processor(INTEL, 0x506e3, 0x16); /* Skylake: 4,008 MHz, sold as 4,000 */
	ratio(2, 334, 0);
	leaf_16 = 4000;
	assert_found(4008000000, 24000000,
		     "CPUID 15H, with the crystal's 24 MHz by the processor's model");
	processor(INTEL, 0x506c9, 0x15); /* Apollo Lake */
	ratio(3, 171, 0);
	assert_found(1094400000, 19200000,
		     "CPUID 15H, with the crystal's 19.2 MHz by the processor's model");
	processor(INTEL, 0x506f1, 0x15); /* Denverton */
	ratio(3, 264, 0);
	assert_found(2200000000, 25000000,
		     "CPUID 15H, with the crystal's 25 MHz by the processor's model");
}

/* Ice Lake and later say it all. */
static void crystal_told(void **state)
{
	(void)state;
	processor(INTEL, 0x706e5, 0x1b);
	ratio(2, 78, 38400000);
	leaf_16 = 1500;
	assert_found(1497600000, 38400000, "CPUID 15H");
	/* Also if the model is in the table. */
	processor(INTEL, 0x906ea, 0x16);
	ratio(2, 250, 23968750);
	assert_found(2996093750, 23968750, "CPUID 15H");
}

/* Model 55H has no one crystal; AMD's model 5EH is no Skylake; leaf 15H may be short or empty. */
static void not_known(void **state)
{
	(void)state;
	processor(INTEL, 0x50657, 0x16);
	ratio(2, 168, 0);
	leaf_16 = 2100;
	assert_found(0, 0, NULL);
	processor(AMD, 0x506e3, 0x16);
	ratio(2, 334, 0);
	assert_found(0, 0, NULL);
	processor(INTEL, 0x506e3, 0x16);
	assert_found(0, 0, NULL);
	processor(INTEL, 0x506e3, 0x14);
	ratio(2, 334, 0);
	assert_found(0, 0, NULL);
}

/* Only what nothing else has told, and by its name. */
static void nominal(void **state)
{
	struct frequencies f = { 0 }, told = { 1, 2, "told" };

	(void)state;
	processor(INTEL, 0x50657, 0x16);
	ratio(2, 168, 0);
	leaf_16 = 2100;
	frequency_nominal(&f);
	assert_true(f.tsc_hz == 2100000000 && f.apic_hz == 25000000);
	assert_string_equal(f.source, "CPUID 16H, nominal: up to a percent off");
	frequency_nominal(&told);
	assert_true(told.tsc_hz == 1 && told.apic_hz == 2);
	leaf_0[0] = 0x15;
	f = (struct frequencies){ 0 };
	frequency_nominal(&f);
	assert_true(!f.tsc_hz);
}

/* It knows what it made of the TSC; and is not asked where there is none. */
static void hypervisor(void **state)
{
	(void)state;
	processor(INTEL, 0x806ea, 0x16);
	ratio(2, 176, 0);
	max_hypervisor = 0x40000010;
	leaf_timing[0] = 2500000;
	leaf_timing[1] = 1000000;
	assert_found(2112000000, 24000000,
		     "CPUID 15H, with the crystal's 24 MHz by the processor's model");
	cpu_features.hypervisor = true;
	assert_found(2500000000, 1000000000, "CPUID 40000010H");
	max_hypervisor = 0x40000001;
	assert_found(2112000000, 24000000,
		     "CPUID 15H, with the crystal's 24 MHz by the processor's model");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crystal_left_out), cmocka_unit_test(crystal_told),
		cmocka_unit_test(not_known),	    cmocka_unit_test(nominal),
		cmocka_unit_test(hypervisor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
