/*
 * Control registers, MSRs and vectors, by the manuals' names (Intel SDM Vol. 3,
 * 2.3, 2.5; Vol. 4, 2.1; AMD APM Vol. 2, 3.1). SPDX-License-Identifier: MIT
 */
#ifndef ARCH_REGISTERS_H
#define ARCH_REGISTERS_H

/*
 * C takes a bit as wide as its register. Bit 31 of an int would be extended into bits
 * 63:32, and MOV to CR0 faults if one of these is set.
 */
#ifdef __ASSEMBLER__
#define SYSREG_BIT(n) (1 << (n))
#else
#define SYSREG_BIT(n) (1ull << (n))
#endif

#define CR0_PE SYSREG_BIT(0)
#define CR0_MP SYSREG_BIT(1)
#define CR0_EM SYSREG_BIT(2)
#define CR0_TS SYSREG_BIT(3)
#define CR0_NE SYSREG_BIT(5)
#define CR0_WP SYSREG_BIT(16)
#define CR0_AM SYSREG_BIT(18)
#define CR0_NW SYSREG_BIT(29)
#define CR0_CD SYSREG_BIT(30)
#define CR0_PG SYSREG_BIT(31)

#define CR4_DE SYSREG_BIT(3)
#define CR4_PAE SYSREG_BIT(5)
#define CR4_MCE SYSREG_BIT(6)
#define CR4_PGE SYSREG_BIT(7)
#define CR4_PCE SYSREG_BIT(8)
#define CR4_OSFXSR SYSREG_BIT(9)
#define CR4_OSXMMEXCPT SYSREG_BIT(10)
#define CR4_UMIP SYSREG_BIT(11)
#define CR4_FSGSBASE SYSREG_BIT(16)
#define CR4_OSXSAVE SYSREG_BIT(18)
#define CR4_SMEP SYSREG_BIT(20)
#define CR4_SMAP SYSREG_BIT(21)

/* A type of INVPCID (Intel SDM Vol. 2, INVPCID). */
#define INVPCID_ALL_AND_GLOBAL 2

#define RFLAGS_TF SYSREG_BIT(8)
#define RFLAGS_IF SYSREG_BIT(9)
#define RFLAGS_DF SYSREG_BIT(10)
#define RFLAGS_IOPL (SYSREG_BIT(12) | SYSREG_BIT(13))
#define RFLAGS_NT SYSREG_BIT(14)
#define RFLAGS_RF SYSREG_BIT(16)
#define RFLAGS_AC SYSREG_BIT(18)

#define IA32_APIC_BASE 0x1b
#define IA32_SPEC_CTRL 0x48
#define MSR_SMI_COUNT 0x34
#define IA32_BIOS_SIGN_ID 0x8b
#define IA32_PMC0 0xc1
#define IA32_PERFEVTSEL0 0x186
#define IA32_MISC_ENABLE 0x1a0
#define IA32_DEBUGCTL 0x1d9
#define IA32_PAT 0x277
#define IA32_PERF_GLOBAL_CTRL 0x38f
#define AMD_PERF_CTL0 0xc0010200
#define AMD_PERF_CTR0 0xc0010201
#define AMD_PERF_GLOBAL_CTL 0xc0000301
#define PERFEVTSEL_USR SYSREG_BIT(16)
#define PERFEVTSEL_OS SYSREG_BIT(17)
#define PERFEVTSEL_EN SYSREG_BIT(22)
#define IA32_SYSENTER_CS 0x174
#define IA32_SYSENTER_ESP 0x175
#define IA32_SYSENTER_EIP 0x176
#define IA32_TSC_DEADLINE 0x6e0
#define IA32_XSS 0xda0
#define IA32_X2APIC_BASE 0x800
#define IA32_EFER 0xc0000080
#define IA32_STAR 0xc0000081
#define IA32_LSTAR 0xc0000082
#define IA32_CSTAR 0xc0000083
#define IA32_FMASK 0xc0000084
#define IA32_FS_BASE 0xc0000100
#define IA32_GS_BASE 0xc0000101
#define IA32_KERNEL_GS_BASE 0xc0000102
#define IA32_TSC_AUX 0xc0000103

#define AMD_DE_CFG 0xc0011029

#define MISC_ENABLE_LIMIT_CPUID SYSREG_BIT(22)
#define MISC_ENABLE_XD_DISABLE SYSREG_BIT(34)
#define DE_CFG_LFENCE_SERIALIZE SYSREG_BIT(1)

#define EFER_SCE SYSREG_BIT(0)
#define EFER_LME SYSREG_BIT(8)
#define EFER_LMA SYSREG_BIT(10)
#define EFER_NXE SYSREG_BIT(11)

#define VECTOR_DE 0
#define VECTOR_DB 1
#define VECTOR_NMI 2
#define VECTOR_BP 3
#define VECTOR_OF 4
#define VECTOR_BR 5
#define VECTOR_UD 6
#define VECTOR_NM 7
#define VECTOR_DF 8
#define VECTOR_TS 10
#define VECTOR_NP 11
#define VECTOR_SS 12
#define VECTOR_GP 13
#define VECTOR_PF 14
#define VECTOR_MF 16
#define VECTOR_AC 17
#define VECTOR_MC 18
#define VECTOR_XM 19
#define VECTOR_COUNT 256
/*
 * Ours: the gate of floor and direct paths, an interrupt that only a test raises, the
 * timer, and what the APIC sends if an interrupt went away before it was delivered.
 */
#define VECTOR_GATE 0x81
#define VECTOR_STRAY 0xe1
#define VECTOR_TIMER 0xec
#define VECTOR_SPURIOUS 0xff

#endif
