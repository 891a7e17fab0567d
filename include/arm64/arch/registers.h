/*
 * Fields of the system registers, by the manual's names (Arm ARM, DDI 0487J.a, D19.2;
 * exception classes: table in D19.2.37, ESR_EL1). SPDX-License-Identifier: MIT
 */
#ifndef ARCH_REGISTERS_H
#define ARCH_REGISTERS_H

/* C takes a bit as wide as its register, since a shift of an int past bit 30 is not defined. */
#ifdef __ASSEMBLER__
#define SYSREG_BIT(n) (1 << (n))
#define SYSREG_FIELD(value, shift) ((value) << (shift))
#else
#define SYSREG_BIT(n) (1ull << (n))
#define SYSREG_FIELD(value, shift) ((unsigned long long)(value) << (shift))
#endif

/* Exception classes, ESR_EL1[31:26]. */
#define ESR_EC_SHIFT 26
#define ESR_EC_UNKNOWN 0x00
#define ESR_EC_WFX 0x01
#define ESR_EC_FP_ASIMD 0x07
#define ESR_EC_PAC 0x09
#define ESR_EC_BTI 0x0d
#define ESR_EC_ILL 0x0e
#define ESR_EC_SVC64 0x15
#define ESR_EC_SYS64 0x18
#define ESR_EC_SVE 0x19
#define ESR_EC_FPAC 0x1c
#define ESR_EC_SME 0x1d
#define ESR_EC_IABT_LOW 0x20
#define ESR_EC_IABT_CUR 0x21
#define ESR_EC_PC_ALIGN 0x22
#define ESR_EC_DABT_LOW 0x24
#define ESR_EC_DABT_CUR 0x25
#define ESR_EC_SP_ALIGN 0x26
#define ESR_EC_FP_EXC64 0x2c
#define ESR_EC_SERROR 0x2f
#define ESR_EC_BREAKPT_LOW 0x30
#define ESR_EC_SOFTSTP_LOW 0x32
#define ESR_EC_WATCHPT_LOW 0x34
#define ESR_EC_BRK64 0x3c

/* The ISS of aborts. WnR is 1 for cache maintenance, too, though that only reads (D19.2.37, CM). */
#define ESR_ISS SYSREG_FIELD(0x1ffffff, 0)
#define ESR_FSC SYSREG_FIELD(0x3f, 0)
#define ESR_WNR SYSREG_BIT(6)
#define ESR_CM SYSREG_BIT(8)
#define ESR_BRK_COMMENT SYSREG_FIELD(0xffff, 0)

/* brk #0x511 makes the control call if the active path cannot dispatch it. */
#define BRK_GATE 0x511

/* SPSR_EL1 and PSTATE (C5.2.19). */
#define PSTATE_MODE_EL0T SYSREG_FIELD(0x0, 0)
#define PSTATE_MODE_EL1H SYSREG_FIELD(0x5, 0)
#define PSTATE_F SYSREG_BIT(6)
#define PSTATE_I SYSREG_BIT(7)
#define PSTATE_A SYSREG_BIT(8)
#define PSTATE_D SYSREG_BIT(9)
#define PSTATE_BTYPE SYSREG_FIELD(3, 10)
#define PSTATE_SSBS SYSREG_BIT(12)

/* MDSCR_EL1: accesses of EL0 to the debug communications channel trap. */
#define MDSCR_TDCC SYSREG_BIT(12)

/* SCTLR_EL1 (D19.2.118). */
#define SCTLR_M SYSREG_BIT(0)
#define SCTLR_C SYSREG_BIT(2)
#define SCTLR_SA SYSREG_BIT(3)
#define SCTLR_SA0 SYSREG_BIT(4)
#define SCTLR_ITD SYSREG_BIT(7)
#define SCTLR_SED SYSREG_BIT(8)
#define SCTLR_EOS SYSREG_BIT(11)
#define SCTLR_I SYSREG_BIT(12)
#define SCTLR_ENDB SYSREG_BIT(13)
#define SCTLR_DZE SYSREG_BIT(14)
#define SCTLR_UCT SYSREG_BIT(15)
#define SCTLR_NTWE SYSREG_BIT(18)
#define SCTLR_TSCXT SYSREG_BIT(20)
#define SCTLR_EIS SYSREG_BIT(22)
#define SCTLR_SPAN SYSREG_BIT(23)
#define SCTLR_UCI SYSREG_BIT(26)
#define SCTLR_ENDA SYSREG_BIT(27)
#define SCTLR_NTLSMD SYSREG_BIT(28)
#define SCTLR_LSMAOE SYSREG_BIT(29)
#define SCTLR_ENIB SYSREG_BIT(30)
#define SCTLR_ENIA SYSREG_BIT(31)
#define SCTLR_BT0 SYSREG_BIT(35)
#define SCTLR_BT1 SYSREG_BIT(36)
#define SCTLR_EPAN SYSREG_BIT(57)

/* Bits that are always 1 here: RES1 if the CPU lacks their extension, and wanted if it has it. */
#define SCTLR_RES1                                                                                 \
	(SCTLR_ITD | SCTLR_SED | SCTLR_EOS | SCTLR_TSCXT | SCTLR_EIS | SCTLR_SPAN | SCTLR_NTLSMD | \
	 SCTLR_LSMAOE)

/* TCR_EL1 (D19.2.139). */
#define TCR_T0SZ(bits) SYSREG_FIELD(64 - (bits), 0)
#define TCR_IRGN0_WBWA SYSREG_FIELD(1, 8)
#define TCR_ORGN0_WBWA SYSREG_FIELD(1, 10)
#define TCR_SH0_INNER SYSREG_FIELD(3, 12)
#define TCR_TG0_4K SYSREG_FIELD(0, 14)
#define TCR_T1SZ(bits) SYSREG_FIELD(64 - (bits), 16)
#define TCR_IRGN1_WBWA SYSREG_FIELD(1, 24)
#define TCR_ORGN1_WBWA SYSREG_FIELD(1, 26)
#define TCR_SH1_INNER SYSREG_FIELD(3, 28)
#define TCR_TG1_4K SYSREG_FIELD(2, 30)
#define TCR_IPS_SHIFT 32
#define TCR_IPS_48 5
#define TCR_TBI0 SYSREG_BIT(37)
#define TCR_E0PD1 SYSREG_BIT(56)

/*
 * MAIR_EL1 (D19.2.97) says what a descriptor's AttrIndx means. 0: normal memory,
 * write-back, allocating. 1: Device-nGnRE; an early acknowledgement of a write is
 * harmless, since all device registers are polled.
 */
#define MAIR_NORMAL 0
#define MAIR_DEVICE 1
#define MAIR_VALUE (SYSREG_FIELD(0xff, 8 * MAIR_NORMAL) | SYSREG_FIELD(0x04, 8 * MAIR_DEVICE))

/* CPACR_EL1 (D19.2.30): FP and SIMD do not trap; SVE does not trap. */
#define CPACR_FPEN SYSREG_FIELD(3, 20)
#define CPACR_ZEN SYSREG_FIELD(3, 16)

/* CNTKCTL_EL1 (D19.12.15), CNTV_CTL_EL0 (D19.12.16). */
#define CNTKCTL_EL0VCTEN SYSREG_BIT(1)
#define CNTV_CTL_ENABLE SYSREG_BIT(0)
#define CNTV_CTL_ISTATUS SYSREG_BIT(2)

/* PMCR_EL0, PMCNTENSET_EL0, PMEVTYPER<n>_EL0, PMUSERENR_EL0 (D19.5). */
#define PMCR_E SYSREG_BIT(0)
#define PMCR_C SYSREG_BIT(2)
#define PMCR_LC SYSREG_BIT(6)
#define PMCNTEN_C SYSREG_BIT(31)
#define PMCNTEN_0 SYSREG_BIT(0)
#define PMEVTYPER_P SYSREG_BIT(31)
#define PMEVTYPER_U SYSREG_BIT(30)
#define PMUSERENR_CR SYSREG_BIT(2)
#define PMUSERENR_ER SYSREG_BIT(3)

/* Registers of EL2, for the way down to EL1 (D19.2.48, D19.2.31, D19.12.2). */
#define HCR_RW SYSREG_BIT(31)
#define HCR_E2H_BIT 34
#define HCR_APK SYSREG_BIT(40)
#define HCR_API SYSREG_BIT(41)
#define CPTR_EL2_RES1 SYSREG_FIELD(0x32ff, 0)
#define CPTR_EL2_TZ SYSREG_BIT(8)
#define CNTHCTL_EL1PCTEN SYSREG_BIT(0)
#define CNTHCTL_EL1PCEN SYSREG_BIT(1)
#define SCTLR_EL2_RES1 SYSREG_FIELD(0x30c50830, 0)
#define MDCR_EL2_HPMN SYSREG_FIELD(0x1f, 0)
#define ICC_SRE_EL2_SRE SYSREG_BIT(0)
#define ICC_SRE_EL2_ENABLE SYSREG_BIT(3)

/* The first bit of each field of the ID registers; every field has 4 bits. */
#define ID_PFR0_FP 16
#define ID_PFR0_GIC 24
#define ID_PFR0_SVE 32
#define ID_PFR0_DIT 48
#define ID_PFR1_BT 0
#define ID_PFR1_SSBS 4
#define ID_PFR1_MTE 8
#define ID_DFR0_PMUVER 8
#define ID_ISAR0_RNDR 60
#define ID_ISAR1_APA 4
#define ID_ISAR1_API 8
#define ID_ISAR1_GPA 24
#define ID_ISAR1_GPI 28
#define ID_ISAR2_GPA3 8
#define ID_ISAR2_APA3 12
#define ID_MMFR0_PARANGE 0
#define ID_MMFR0_FGT 56
#define ID_MMFR1_PAN 20
#define ID_MMFR1_HCX 40
#define ID_MMFR2_CCIDX 20
#define ID_MMFR2_E0PD 60
#define ID_FIELD(value, shift) ((value) >> (shift) & 0xf)

#endif
