/*
 * Finds the frequencies of the TSC and of the local APIC timer, as far as CPUID
 * tells them. Before: proc/x86_64/timer.c, which measures what is not known
 * here. SPDX-License-Identifier: MIT
 */
#include "proc/x86_64/frequency.h"
#include "include/compiler.h"

#include <arch/cpu.h>

#define EBX_INTEL 0x756e6547 /* "Genu" */

/*
 * The crystals of processors that do not tell their frequency (SDM Vol. 3,
 * 19.7.3, "Nominal Core Crystal Clock Frequency"), by the models of family 6.
 * The manual also has 25 MHz for model 55H. But the workstations of that model
 * have 24 MHz, and its servers spread their crystal's spectrum, so that model
 * is measured.
 */
static const struct {
	uint8_t model;
	uint32_t hz;
	const char *source;
} crystals[] = {
#define CRYSTAL_24_MHZ 24000000, "CPUID 15H, with the crystal's 24 MHz by the processor's model"
	{ 0x4e, CRYSTAL_24_MHZ }, { 0x5e, CRYSTAL_24_MHZ }, /* Skylake */
	{ 0x8e, CRYSTAL_24_MHZ }, { 0x9e, CRYSTAL_24_MHZ }, /* Kaby Lake, Coffee Lake */
	{ 0x5c, 19200000, "CPUID 15H, with the crystal's 19.2 MHz by the processor's model" },
	{ 0x5f, 25000000, "CPUID 15H, with the crystal's 25 MHz by the processor's model" },
};

static uint32_t max_leaf(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	return r[0];
}

/* Reads CPUID 15H as it is: denominator, numerator, crystal. Returns false if there is no ratio. */
static bool read_ratio(uint32_t r[4])
{
	if (max_leaf() < 0x15)
		return false;
	cpuid(0x15, 0, r);
	return r[0] && r[1];
}

static bool is_intel_family_6(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	return r[1] == EBX_INTEL && (cpu_features.signature >> 8 & 0xf) == 6;
}

static uint32_t crystal_of_model(const char **source)
{
	uint32_t model = (cpu_features.signature >> 4 & 0xf) | (cpu_features.signature >> 12 & 0xf0);

	for (size_t i = 0; i < ARRAY_SIZE(crystals) && is_intel_family_6(); i++) {
		if (crystals[i].model == model) {
			*source = crystals[i].source;
			return crystals[i].hz;
		}
	}
	return 0;
}

void frequency_of_cpu(struct frequencies *f)
{
	const char *source = "CPUID 15H";
	uint32_t r[4], crystal;

	if (f->tsc_hz || !read_ratio(r))
		return;
	crystal = r[2] ? r[2] : crystal_of_model(&source);
	if (!crystal)
		return;
	*f = (struct frequencies){ (uint64_t)crystal * r[1] / r[0], crystal, source };
}

/* EAX is the TSC's frequency, EBX the APIC bus's, in kHz; 0 if the hypervisor does not say. */
void frequency_of_hypervisor(struct frequencies *f)
{
	uint32_t r[4];

	if (!cpu_features.hypervisor)
		return;
	/* EAX is the highest leaf; a number out of the range says that there are no such leaves. */
	cpuid(0x40000000, 0, r);
	if (r[0] < 0x40000010 || r[0] > 0x400000ff)
		return;
	cpuid(0x40000010, 0, r);
	*f = (struct frequencies){ r[0] * 1000ull, r[1] * 1000ull, "CPUID 40000010H" };
}

/* EAX[15:0] is the base frequency in MHz, a round figure: 2,100 for a TSC that runs at 2,112. */
void frequency_nominal(struct frequencies *f)
{
	uint32_t ratio[4], r[4];

	if (f->tsc_hz || max_leaf() < 0x16 || !read_ratio(ratio))
		return;
	cpuid(0x16, 0, r);
	f->tsc_hz = (r[0] & 0xffff) * 1000000ull;
	f->source = "CPUID 16H, nominal: up to a percent off";
	if (!f->apic_hz)
		f->apic_hz = f->tsc_hz * ratio[0] / ratio[1];
}
