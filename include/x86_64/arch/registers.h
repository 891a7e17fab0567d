/*
 * Control registers, MSRs and vectors, by the manuals' names (Intel SDM Vol. 3,
 * 2.3, 2.5; Vol. 4, 2.1; AMD APM Vol. 2, 3.1). SPDX-License-Identifier: MIT
 */
#ifndef ARCH_REGISTERS_H
#define ARCH_REGISTERS_H

#define CR0_PE (1 << 0)
#define CR0_MP (1 << 1)
#define CR0_NE (1 << 5)
#define CR0_WP (1 << 16)
#define CR0_AM (1 << 18)
#define CR0_PG (1 << 31)

#define CR4_DE (1 << 3)
#define CR4_PAE (1 << 5)
#define CR4_MCE (1 << 6)
#define CR4_PGE (1 << 7)
#define CR4_PCE (1 << 8)
#define CR4_OSFXSR (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)
#define CR4_UMIP (1 << 11)
#define CR4_FSGSBASE (1 << 16)
#define CR4_OSXSAVE (1 << 18)
#define CR4_SMEP (1 << 20)
#define CR4_SMAP (1 << 21)

/* INVPCID's type (Intel SDM Vol. 2, INVPCID). */
#define INVPCID_ALL_AND_GLOBAL 2

#define RFLAGS_TF (1 << 8)
#define RFLAGS_IF (1 << 9)
#define RFLAGS_DF (1 << 10)
#define RFLAGS_IOPL (3 << 12)
#define RFLAGS_NT (1 << 14)
#define RFLAGS_RF (1 << 16)
#define RFLAGS_AC (1 << 18)

#define IA32_APIC_BASE 0x1b
#define IA32_PMC0 0xc1
#define IA32_PERFEVTSEL0 0x186
#define IA32_PERF_GLOBAL_CTRL 0x38f
#define AMD_PERF_CTL0 0xc0010200
#define AMD_PERF_CTR0 0xc0010201
#define AMD_PERF_GLOBAL_CTL 0xc0000301
#define PERFEVTSEL_USR (1 << 16)
#define PERFEVTSEL_OS (1 << 17)
#define PERFEVTSEL_EN (1 << 22)
#define IA32_SYSENTER_CS 0x174
#define IA32_SYSENTER_ESP 0x175
#define IA32_SYSENTER_EIP 0x176
#define IA32_TSC_DEADLINE 0x6e0
#define IA32_X2APIC_BASE 0x800
#define IA32_EFER 0xc0000080
#define IA32_STAR 0xc0000081
#define IA32_LSTAR 0xc0000082
#define IA32_CSTAR 0xc0000083
#define IA32_FMASK 0xc0000084
#define IA32_FS_BASE 0xc0000100
#define IA32_GS_BASE 0xc0000101
#define IA32_KERNEL_GS_BASE 0xc0000102

#define AMD_DE_CFG 0xc0011029

#define DE_CFG_LFENCE_SERIALIZE (1 << 1)

#define EFER_SCE (1 << 0)
#define EFER_LME (1 << 8)
#define EFER_NXE (1 << 11)

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
/* The gate of floor and direct paths; the timer; what the APIC sends when it has nothing to say. */
#define VECTOR_GATE 0x81
#define VECTOR_TIMER 0xec
#define VECTOR_SPURIOUS 0xff

#endif
