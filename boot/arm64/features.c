/*
 * Reads the ID registers (DDI 0487, D19.2), and describes the machine for a result's
 * environment. SPDX-License-Identifier: MIT
 */
#include "boot/arm64/cpu_setup.h"
#include "boot/arm64/device_tree.h"
#include "boot/boot.h"
#include "lib/lib.h"
#include "proc/timer.h"

#include <arch/cpu.h>
#include <arch/registers.h>

struct cpu_features cpu_features;

/* The exception level at which the loader entered, 1 or 2. boot.S writes it. */
uint32_t boot_level;

/*
 * Reads the instruction-set registers. A hypervisor may show RNDR and yet trap it, so
 * it is tried.
 */
static void read_isar(struct cpu_features *f)
{
	uint64_t isar1 = MRS(id_aa64isar1_el1);
	uint64_t isar2 = MRS(S3_0_C0_C6_2); /* ID_AA64ISAR2_EL1 */
	uint64_t number __attribute__((unused));

	f->rndr = ID_FIELD(MRS(id_aa64isar0_el1), ID_ISAR0_RNDR) &&
		  MRS_SAFE(S3_3_C2_C4_0, number);
	/* Each field stands for an algorithm, of which a CPU has one: QARMA5, its own, QARMA3. */
	f->pauth_address = ID_FIELD(isar1, ID_ISAR1_APA) || ID_FIELD(isar1, ID_ISAR1_API) ||
			   ID_FIELD(isar2, ID_ISAR2_APA3);
	f->pauth_generic = ID_FIELD(isar1, ID_ISAR1_GPA) || ID_FIELD(isar1, ID_ISAR1_GPI) ||
			   ID_FIELD(isar2, ID_ISAR2_GPA3);
}

void cpu_features_read(void)
{
	static const uint8_t physical_bits[] = { 32, 36, 40, 42, 44, 48, 52 };
	struct cpu_features *f = &cpu_features;
	uint64_t pfr0 = MRS(id_aa64pfr0_el1), pfr1 = MRS(id_aa64pfr1_el1);
	unsigned int range = ID_FIELD(MRS(id_aa64mmfr0_el1), ID_MMFR0_PARANGE);
	unsigned int pmu = ID_FIELD(MRS(id_aa64dfr0_el1), ID_DFR0_PMUVER);

	f->pan = ID_FIELD(MRS(id_aa64mmfr1_el1), ID_MMFR1_PAN);
	f->e0pd = ID_FIELD(MRS(id_aa64mmfr2_el1), ID_MMFR2_E0PD);
	f->bti = ID_FIELD(pfr1, ID_PFR1_BT);
	f->ssbs = ID_FIELD(pfr1, ID_PFR1_SSBS); /* 1: PSTATE's bit; 2: MSR SSBS, too */
	f->mte = ID_FIELD(pfr1, ID_PFR1_MTE); /* its instructions and PSTATE.TCO; no tags are stored */
	f->dit = ID_FIELD(pfr0, ID_PFR0_DIT);
	f->sve = ID_FIELD(pfr0, ID_PFR0_SVE);
	f->pmu = pmu && pmu != 0xf; /* 0xf: not the architecture's */
	f->physical_bits = physical_bits[range < ARRAY_SIZE(physical_bits) ? range : 5];
	read_isar(f);
	if (ID_FIELD(pfr0, ID_PFR0_FP) == 0xf)
		panic("the CPU has no floating point (ID_AA64PFR0_EL1.FP)");
}

static size_t describe_flags(char *buf, size_t size)
{
	const struct cpu_features *f = &cpu_features;
	const struct {
		const char *name;
		bool on;
	} flags[] = {
		{ "pan", f->pan },	   { "e0pd", f->e0pd },
		{ "bti", f->bti },	   { "ssbs", f->ssbs },
		{ "dit", f->dit },	   { "mte", f->mte },
		{ "rndr", f->rndr },
		{ "sve", f->sve },	   { "pauth_address", f->pauth_address },
		{ "pmu", f->pmu },	   { "pauth_generic", f->pauth_generic },
	};
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flags) && used < size; i++)
		if (flags[i].on)
			used += (size_t)format(buf + used, size - used, "%s%s", used ? " " : "",
				       flags[i].name);
	return used;
}

size_t machine_describe(char *buf, size_t size)
{
	static const char *const methods[] = { "none", "hvc", "smc" };
	const struct cpu_features *f = &cpu_features;
	char flags[256] = "";

	describe_flags(flags, sizeof(flags));
	return (size_t)format(buf, size,
		      "cpu_midr=%#lx\ncpu_features=%s\nsve_length=%u\nphysical_bits=%u\n"
		      "machine=%s\nboot_level=EL%u\ngic_version=%u\npsci=%s\nloader=%s\n"
		      "counter=CNTVCT_EL0\ncounter_hz=%lu\ncounter_hz_source=%s\n"
		      "pmccntr=%d\n",
		      (unsigned long)MRS(midr_el1), flags, f->sve_length, f->physical_bits,
		      machine.model, boot_level, machine.gic_version, methods[machine.psci],
		      boot_info.loader, (unsigned long)counter_hz(),
		      counter_hz_source(), f->pmu);
}
