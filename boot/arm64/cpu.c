/*
 * Sets up this CPU: control registers, what user mode may do without a system call,
 * pointer-authentication keys, vector state. Next: entry/arm64/entry.S.
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/cpu_setup.h"
#include "boot/boot.h"
#include "lab/arm64/pmu.h"
#include "lib/lib.h"
#include "proc/proc.h"
#include "proc/random.h"

#include <arch/cpu.h>
#include <arch/registers.h>

/*
 * No constant may set a bit that its register lacks: bit 17 of SCTLR_EL1 and bits 6, 35
 * and 63:62 of TCR_EL1 are RES0.
 */
_Static_assert(!((SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_SA0 | SCTLR_DZE |
		  SCTLR_UCT | SCTLR_UCI | SCTLR_NTWE | SCTLR_BT0 | SCTLR_BT1 | SCTLR_ENIA |
		  SCTLR_ENIB | SCTLR_ENDA | SCTLR_ENDB | SCTLR_EPAN) & SYSREG_BIT(17)), "SCTLR_EL1");
_Static_assert(!((TCR_T0SZ(48) | TCR_T1SZ(48) | TCR_SH0_INNER | TCR_SH1_INNER | TCR_TG1_4K |
		  SYSREG_FIELD(TCR_IPS_48, TCR_IPS_SHIFT) | TCR_TBI0 | TCR_E0PD1) &
		 (SYSREG_BIT(6) | SYSREG_BIT(35) | SYSREG_FIELD(3, 62))), "TCR_EL1");
_Static_assert(!((CPACR_FPEN | CPACR_ZEN) & ~(SYSREG_FIELD(3, 16) | SYSREG_FIELD(3, 20) |
					       SYSREG_FIELD(3, 24) | SYSREG_BIT(28))), "CPACR_EL1");

/* Only one CPU runs, so this is the only one. */
struct percpu percpu_boot;

/* The longest SVE vectors, in bytes, of a program that did not ask for more, as on Linux. */
#define SVE_LENGTH_DEFAULT 64

/*
 * Returns the value of SCTLR_EL1. WFI at EL0 traps (nTWI is 0), WFE does not. User mode
 * may use cache maintenance, CTR_EL0 and DC ZVA. SP is checked at both levels. With PAN,
 * an exception sets PAN (SPAN is 0). BT0 and BT1: PACIASP is not a landing pad for every
 * kind of branch. The kernel does not authenticate its own pointers, but EnIA and the
 * like act on both levels.
 */
static uint64_t sctlr_value(void)
{
	const struct cpu_features *f = &cpu_features;
	uint64_t sctlr = SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_SA0 |
			 SCTLR_DZE | SCTLR_UCT | SCTLR_UCI | SCTLR_NTWE;

	if (f->pan)
		sctlr &= ~SCTLR_SPAN;
	if (f->bti)
		sctlr |= SCTLR_BT0 | SCTLR_BT1;
	if (f->pauth_address)
		sctlr |= SCTLR_ENIA | SCTLR_ENIB | SCTLR_ENDA | SCTLR_ENDB;
	return sctlr;
}

/*
 * Sets the keys to random numbers: instruction A and B, data A and B, then the generic
 * one. The assembler needs no FEAT_PAuth for these register names. If a hypervisor keeps
 * the keys from us, their writes fault, and the feature counts as absent.
 */
static void pauth_keys_init(void)
{
	struct cpu_features *f = &cpu_features;

	if (f->pauth_address)
		f->pauth_address =
			MSR_SAFE(S3_0_C2_C1_0, entropy()) && MSR_SAFE(S3_0_C2_C1_1, entropy()) &&
			MSR_SAFE(S3_0_C2_C1_2, entropy()) && MSR_SAFE(S3_0_C2_C1_3, entropy()) &&
			MSR_SAFE(S3_0_C2_C2_0, entropy()) && MSR_SAFE(S3_0_C2_C2_1, entropy()) &&
			MSR_SAFE(S3_0_C2_C2_2, entropy()) && MSR_SAFE(S3_0_C2_C2_3, entropy());
	if (f->pauth_generic)
		f->pauth_generic =
			MSR_SAFE(S3_0_C2_C3_0, entropy()) && MSR_SAFE(S3_0_C2_C3_1, entropy());
}

/*
 * Lets FP, SIMD and SVE run. If the CPU's vectors are shorter than the length that is
 * asked for, it uses its own length; RDVL tells which one it is (D19.2.150).
 */
static void vectors_init(void)
{
	MSR(cpacr_el1, CPACR_FPEN | (cpu_features.sve ? CPACR_ZEN : 0));
	isb();
	if (!cpu_features.sve)
		return;
	if (!MSR_SAFE(S3_0_C1_C2_0, SVE_LENGTH_DEFAULT / 16 - 1)) { /* ZCR_EL1.LEN */
		cpu_features.sve = false;
		MSR(cpacr_el1, CPACR_FPEN);
		klog("the ID registers show SVE, and ZCR_EL1 faults: not used");
	} else {
		isb();
		cpu_features.sve_length = rdvl();
	}
	isb();
}

/*
 * Lets user mode read the virtual counter and, if there is a PMU, its cycle counter,
 * which counts at both levels. All else of timer and PMU stays closed to it.
 */
static void counters_init(void)
{
	MSR(cntkctl_el1, CNTKCTL_EL0VCTEN);
	if (!cpu_features.pmu)
		return;
	if (MSR_SAFE(pmcntenclr_el0, ~0u) && MSR_SAFE(pmintenclr_el1, ~0u) &&
	    MSR_SAFE(pmccfiltr_el0, 0) && MSR_SAFE(pmcr_el0, PMCR_E | PMCR_C | PMCR_LC) &&
	    MSR_SAFE(pmcntenset_el0, PMCNTEN_C) && pmu_user_enable(PMUSERENR_CR))
		return;
	cpu_features.pmu = false;
	klog("the ID registers show a PMU, and its registers fault: not used");
}

void percpu_set_current(struct thread *t)
{
	this_cpu()->current = t;
	this_cpu()->work = 0; /* a yield that was asked for has now been made */
}

/*
 * Sets SCTLR_EL1 and TCR_EL1. E0PD: EL0 cannot find out by timing what the kernel maps.
 * TLBs may cache that bit, hence the TLBI (D8.14.5).
 */
static void translation_init(void)
{
	MSR(sctlr_el1, sctlr_value());
	MSR(tcr_el1, MRS(tcr_el1) | (cpu_features.e0pd ? TCR_E0PD1 : 0));
	isb();
	__asm__ volatile("tlbi vmalle1\n\tdsb nsh" ::: "memory");
	isb();
	if (cpu_features.pan)
		pan_set(); /* from here on each exception does it */
}

void cpu_init(void)
{
	cpu_features_read();
	pauth_keys_init(); /* before SCTLR_EL1 switches on what uses the keys */
	translation_init();
	vectors_init();
	counters_init();
	/* No single step, no debug exceptions from EL1; EL0 may not use the debugger's channel. */
	MSR(mdscr_el1, MDSCR_TDCC);
	MSR(tpidrro_el0, 0);
	MSR(tpidr_el0, 0);
	isb();
}
