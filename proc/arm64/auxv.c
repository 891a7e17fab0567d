/*
 * Describes this CPU for the auxiliary vector, as Linux 6.1 does (its
 * Documentation/arm64/elf_hwcaps.rst). SPDX-License-Identifier: MIT
 */
#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/elf.h>
#include <arch/idregs.h>

#include <asm/hwcap.h>
#include <asm/siginfo.h>
#include <asm/signal.h> /* <asm/ucontext.h> wants its types */
#include <asm/sigcontext.h>
#include <asm/ucontext.h>

enum { UNSIGNED, SIGNED };

/* A capability: the CPU has it if a field of an ID register is at least min. */
struct capability {
	uint8_t reg, shift, is_signed;
	int8_t min;
	uint64_t bit;
};

static const struct capability hwcap[] = {
	{ ID_PFR0, 16, SIGNED, 0, HWCAP_FP },
	{ ID_PFR0, 16, SIGNED, 1, HWCAP_FPHP },
	{ ID_PFR0, 20, SIGNED, 0, HWCAP_ASIMD },
	{ ID_PFR0, 20, SIGNED, 1, HWCAP_ASIMDHP },
	{ ID_PFR0, 32, UNSIGNED, 1, HWCAP_SVE },
	{ ID_PFR0, 48, UNSIGNED, 1, HWCAP_DIT },
	{ ID_PFR1, 4, UNSIGNED, 2, HWCAP_SSBS },
	{ ID_ISAR0, 4, UNSIGNED, 1, HWCAP_AES },
	{ ID_ISAR0, 4, UNSIGNED, 2, HWCAP_PMULL },
	{ ID_ISAR0, 8, UNSIGNED, 1, HWCAP_SHA1 },
	{ ID_ISAR0, 12, UNSIGNED, 1, HWCAP_SHA2 },
	{ ID_ISAR0, 12, UNSIGNED, 2, HWCAP_SHA512 },
	{ ID_ISAR0, 16, UNSIGNED, 1, HWCAP_CRC32 },
	{ ID_ISAR0, 20, UNSIGNED, 2, HWCAP_ATOMICS },
	{ ID_ISAR0, 28, UNSIGNED, 1, HWCAP_ASIMDRDM },
	{ ID_ISAR0, 32, UNSIGNED, 1, HWCAP_SHA3 },
	{ ID_ISAR0, 36, UNSIGNED, 1, HWCAP_SM3 },
	{ ID_ISAR0, 40, UNSIGNED, 1, HWCAP_SM4 },
	{ ID_ISAR0, 44, UNSIGNED, 1, HWCAP_ASIMDDP },
	{ ID_ISAR0, 48, UNSIGNED, 1, HWCAP_ASIMDFHM },
	{ ID_ISAR0, 52, UNSIGNED, 1, HWCAP_FLAGM },
	{ ID_ISAR1, 0, UNSIGNED, 1, HWCAP_DCPOP },
	{ ID_ISAR1, 12, UNSIGNED, 1, HWCAP_JSCVT },
	{ ID_ISAR1, 16, UNSIGNED, 1, HWCAP_FCMA },
	{ ID_ISAR1, 20, UNSIGNED, 1, HWCAP_LRCPC },
	{ ID_ISAR1, 20, UNSIGNED, 2, HWCAP_ILRCPC },
	{ ID_ISAR1, 36, UNSIGNED, 1, HWCAP_SB },
	{ ID_MMFR2, 32, UNSIGNED, 1, HWCAP_USCAT },
};

static const struct capability hwcap2[] = {
	{ ID_PFR1, 0, UNSIGNED, 1, HWCAP2_BTI },
	{ ID_ISAR0, 52, UNSIGNED, 2, HWCAP2_FLAGM2 },
	{ ID_ISAR0, 60, UNSIGNED, 1, HWCAP2_RNG },
	{ ID_ISAR1, 0, UNSIGNED, 2, HWCAP2_DCPODP },
	{ ID_ISAR1, 32, UNSIGNED, 1, HWCAP2_FRINT },
	{ ID_ISAR1, 44, UNSIGNED, 1, HWCAP2_BF16 },
	{ ID_ISAR1, 44, UNSIGNED, 2, HWCAP2_EBF16 },
	{ ID_ISAR1, 48, UNSIGNED, 1, HWCAP2_DGH },
	{ ID_ISAR1, 52, UNSIGNED, 1, HWCAP2_I8MM },
	{ ID_ISAR2, 0, UNSIGNED, 2, HWCAP2_WFXT },
	{ ID_ISAR2, 4, UNSIGNED, 1, HWCAP2_RPRES },
	{ ID_MMFR0, 60, UNSIGNED, 1, HWCAP2_ECV },
	{ ID_MMFR1, 44, UNSIGNED, 1, HWCAP2_AFP },
	{ ID_ZFR0, 0, UNSIGNED, 1, HWCAP2_SVE2 },
	{ ID_ZFR0, 4, UNSIGNED, 1, HWCAP2_SVEAES },
	{ ID_ZFR0, 4, UNSIGNED, 2, HWCAP2_SVEPMULL },
	{ ID_ZFR0, 16, UNSIGNED, 1, HWCAP2_SVEBITPERM },
	{ ID_ZFR0, 20, UNSIGNED, 1, HWCAP2_SVEBF16 },
	{ ID_ZFR0, 20, UNSIGNED, 2, HWCAP2_SVE_EBF16 },
	{ ID_ZFR0, 32, UNSIGNED, 1, HWCAP2_SVESHA3 },
	{ ID_ZFR0, 40, UNSIGNED, 1, HWCAP2_SVESM4 },
	{ ID_ZFR0, 44, UNSIGNED, 1, HWCAP2_SVEI8MM },
	{ ID_ZFR0, 52, UNSIGNED, 1, HWCAP2_SVEF32MM },
	{ ID_ZFR0, 56, UNSIGNED, 1, HWCAP2_SVEF64MM },
};

/* Moves each field to the top of a word first, so that the shift down extends its sign. */
static uint64_t capabilities(const struct capability *c, size_t count)
{
	uint64_t bits = 0;

	for (; count--; c++) {
		int64_t value = (int64_t)(idreg_visible(c->reg) << (60 - c->shift));

		value = c->is_signed ? value >> 60 : (int64_t)((uint64_t)value >> 60);
		if (value >= c->min)
			bits |= c->bit;
	}
	return bits;
}

/* HWCAP_EVTSTRM is missing: the timer's event stream is off, so only events wake a WFE. */
uint64_t auxv_hwcap(void)
{
	uint64_t bits = capabilities(hwcap, ARRAY_SIZE(hwcap)) | HWCAP_CPUID;

	bits |= cpu_features.pauth_address ? HWCAP_PACA : 0;
	bits |= cpu_features.pauth_generic ? HWCAP_PACG : 0;
	return bits;
}

uint64_t auxv_hwcap2(void)
{
	return capabilities(hwcap2, ARRAY_SIZE(hwcap2));
}

/*
 * Returns the size of Linux's signal frame: siginfo and context, with an end
 * marker after the SVE record; then the frame record, and room to align.
 */
uint64_t auxv_minsigstksz(void)
{
	size_t frame = sizeof(siginfo_t) + sizeof(struct ucontext);
	size_t sve = cpu_features.sve_length
			     ? SVE_SIG_CONTEXT_SIZE(sve_vq_from_vl(cpu_features.sve_length))
			     : 0;
	size_t fits = sizeof(((struct sigcontext *)0)->__reserved);
	size_t records = sizeof(struct fpsimd_context) + sizeof(struct esr_context) +
			 ALIGN_UP(sve, 16) + sizeof(struct extra_context) + 2 * 16;

	if (records > fits)
		frame += records - fits;
	return ALIGN_UP(frame, 16) + 2 * sizeof(uint64_t) + 16;
}
