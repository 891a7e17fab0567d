/*
 * How x86_64's PMU is programmed, on processors that nobody here has: which MSRs are
 * written with what, by what CPUID says. SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab/x86_64/pmu.c"
#include "lab/x86_64/pmu_events.c"

struct cpu_features cpu_features;

/* The processor: leaves and MSRs. */
static uint32_t leaf_a[4], leaf_ext[4], leaf_amd_v2[4], leaf_max;
static uint64_t cr4, global;
static struct {
	uint32_t msr;
	uint64_t value;
} written[32];
static size_t count;

void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	(void)subleaf;
	memset(regs, 0, 16);
	if (leaf == 0)
		regs[0] = leaf_max;
	if (leaf == 0xa)
		memcpy(regs, leaf_a, 16);
	if (leaf == 0x80000000)
		regs[0] = 0x80000022;
	if (leaf == 0x80000001)
		memcpy(regs, leaf_ext, 16);
	if (leaf == 0x80000022)
		memcpy(regs, leaf_amd_v2, 16);
}

/* One that faults, as under a hypervisor that shows its leaf alone; 0: none does. */
static uint32_t faulting;

int rdmsr_safe(uint32_t msr, uint64_t *value)
{
	assert_true(msr == IA32_PERF_GLOBAL_CTRL || msr == AMD_PERF_GLOBAL_CTL);
	*value = global;
	return msr == faulting ? -EIO : 0;
}

int wrmsr_safe(uint32_t msr, uint64_t value)
{
	if (msr == faulting)
		return -EIO;
	assert_in_range(count, 0, 31);
	written[count].msr = msr;
	written[count++].value = value;
	return 0;
}

uint64_t read_cr4(void)
{
	return cr4;
}

void write_cr4(uint64_t value)
{
	cr4 = value;
}

bool cpu_is_amd(void)
{
	return !strcmp(cpu_features.vendor, "AuthenticAMD");
}

static void processor(const char *vendor, uint32_t signature)
{
	cpu_features = (struct cpu_features){ .signature = signature, .hypervisor = true };
	strcpy(cpu_features.vendor, vendor);
	memset(leaf_a, 0, sizeof(leaf_a));
	memset(leaf_ext, 0, sizeof(leaf_ext));
	memset(leaf_amd_v2, 0, sizeof(leaf_amd_v2));
	leaf_max = 0x16;
	cr4 = CR4_PGE;
	global = 0xe;
	count = 0;
}

static void assert_written(size_t n, uint32_t msr, uint64_t value)
{
	assert_true(n < count);
	assert_int_equal(written[n].msr, msr);
	assert_true(written[n].value == value);
}

/* Cascade Lake (06_55H): version 4, four counters, seven events, all there. */
static void intel(void **state)
{
	(void)state;
	processor("GenuineIntel", 0x50657);
	leaf_a[0] = 7 << 24 | 48 << 16 | 4 << 8 | 4;
	assert_int_equal(pmu_count(PMU_INSTRUCTIONS | PMU_USER), 0xc0);
	assert_written(0, 0x186, 0);
	assert_written(1, 0x186, 0);
	assert_written(2, 0xc1, 0);
	assert_written(3, 0x186, 0x4100c0);
	assert_written(4, 0x38f, 0xf);
	assert_true(cr4 == (CR4_PGE | CR4_PCE));
	count = 0;
	assert_int_equal(pmu_count(0), 0);
	assert_written(0, 0x186, 0);
	assert_true(count == 1 && cr4 == CR4_PGE);
	assert_int_equal(pmu_count(PMU_DTLB_MISSES | PMU_KERNEL), 0xe08);
	assert_written(4, 0x186, 0x420e08);
	assert_int_equal(pmu_event_number(PMU_ITLB_MISSES), 0xe85);
	assert_int_equal(pmu_event_number(PMU_BRANCH_MISSES), 0xc5);
	assert_int_equal(pmu_event_number(PMU_CYCLES), 0x3c);
}

/* An event whose bit is set is missing; so is one that the leaf is too short for; so is an unknown
 * model's. */
static void intel_without(void **state)
{
	(void)state;
	processor("GenuineIntel", 0x50657);
	leaf_a[0] = 7 << 24 | 48 << 16 | 4 << 8 | 2;
	leaf_a[1] = 1 << 6;
	assert_int_equal(pmu_count(PMU_BRANCH_MISSES | PMU_USER), -EOPNOTSUPP);
	leaf_a[0] = 1 << 24 | 48 << 16 | 4 << 8 | 2;
	assert_int_equal(pmu_count(PMU_INSTRUCTIONS | PMU_USER), -EOPNOTSUPP);
	assert_int_equal(pmu_count(PMU_CYCLES | PMU_USER), 0x3c);
	cpu_features.signature = 0x906a0; /* Alder Lake, with two kinds of cores */
	assert_int_equal(pmu_count(PMU_ITLB_MISSES | PMU_USER), -EOPNOTSUPP);
	assert_int_equal(pmu_count(PMU_EVENTS | PMU_USER), -EOPNOTSUPP);
	assert_true(!(cr4 & CR4_PCE));
}

/* A leaf without the registers: each of them refuses in turn, and user mode may read nothing. */
static void registers_missing(void **state)
{
	static const uint32_t registers[] = { 0x186, 0xc1, 0x38f };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		processor("GenuineIntel", 0x50657);
		leaf_a[0] = 7 << 24 | 48 << 16 | 4 << 8 | 4;
		faulting = registers[i];
		assert_int_equal(pmu_count(PMU_INSTRUCTIONS | PMU_USER), -EIO);
		assert_true(cr4 == CR4_PGE);
		assert_int_equal(pmu_count(0), 0);
	}
	faulting = 0;
}

/* No virtual PMU: version 0, or no leaf. Version 1 has no global switch. */
static void intel_versions(void **state)
{
	(void)state;
	processor("GenuineIntel", 0x50657);
	assert_int_equal(pmu_count(PMU_CYCLES | PMU_USER), -ENODEV);
	assert_int_equal(pmu_count(0), 0);
	leaf_a[0] = 7 << 24 | 48 << 16 | 4 << 8 | 1;
	leaf_max = 9;
	assert_int_equal(pmu_count(PMU_CYCLES | PMU_USER), -ENODEV);
	assert_int_equal(count, 0);
	leaf_max = 0x16;
	assert_int_equal(pmu_count(PMU_CYCLES | PMU_USER | PMU_KERNEL), 0x3c);
	assert_written(3, 0x186, 0x43003c);
	assert_int_equal(count, 4);
}

/* Zen 4 (19_11H): the core extension, and the second version with its switch. */
static void amd(void **state)
{
	(void)state;
	processor("AuthenticAMD", 0xa10f11);
	assert_int_equal(pmu_count(PMU_CYCLES | PMU_USER), -ENODEV);
	leaf_ext[2] = 1 << 23;
	assert_int_equal(pmu_count(PMU_DTLB_MISSES | PMU_KERNEL), 0xf045);
	assert_written(2, 0xc0010201, 0);
	assert_written(3, 0xc0010200, 0x42f045);
	assert_int_equal(count, 4);
	leaf_amd_v2[0] = 1;
	count = 0;
	assert_int_equal(pmu_count(PMU_CYCLES | PMU_USER), 0x76);
	assert_written(3, 0xc0010200, 0x410076);
	assert_written(4, 0xc0000301, 0xf);
}

/* What is older than Zen has other events. */
static void amd_of_old(void **state)
{
	(void)state;
	processor("AuthenticAMD", 0x600f20);
	leaf_ext[2] = 1 << 23;
	assert_int_equal(pmu_count(PMU_BRANCH_MISSES | PMU_USER), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intel), cmocka_unit_test(registers_missing),	  cmocka_unit_test(intel_without),
		cmocka_unit_test(intel_versions), cmocka_unit_test(amd),
		cmocka_unit_test(amd_of_old),
	};

	return cmocka_run_group_tests_name("pmu", tests, NULL, NULL);
}
