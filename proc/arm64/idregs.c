/*
 * Lets user mode read ID registers, which is part of Linux's ABI (HWCAP_CPUID;
 * its Documentation/arm64/cpu-feature-registers.rst). The CPU traps the read:
 * with FEAT_IDST as an access to a system register, without as an undefined
 * instruction. Next: auxv.c. SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"

#include <arch/cpu.h>
#include <arch/idregs.h>
#include <arch/registers.h>

#define FIELD(shift) SYSREG_FIELD(0xf, shift)

/*
 * Fields of ESR_EL1.ISS after a trapped MRS (DDI 0487, D19.2.37). They are the
 * instruction's own (C6.2.246).
 */
#define ISS_OP0(iss) ((iss) >> 20 & 3)
#define ISS_OP2(iss) ((iss) >> 17 & 7)
#define ISS_OP1(iss) ((iss) >> 14 & 7)
#define ISS_CRN(iss) ((iss) >> 10 & 15)
#define ISS_CRM(iss) ((iss) >> 1 & 15)

#define MRS_MASK 0xfff00000
#define MRS_OPCODE 0xd5300000

#define MPIDR_RES1 (1ull << 31)

/* An ID register: the fields that user mode sees, and the value that the hidden fields read as. */
static const struct {
	uint8_t crm, op2;
	uint64_t visible, fixed;
} idregs[ID_COUNT] = {
	/* DIT, SVE, AdvSIMD, FP; EL1 and EL0 have AArch64 only */
	[ID_PFR0] = { 4, 0, FIELD(48) | FIELD(32) | FIELD(20) | FIELD(16), 0x11 },
	/* SSBS, BT */
	[ID_PFR1] = { 4, 1, FIELD(4) | FIELD(0), 0 },
	/* F64MM, F32MM, I8MM, SM4, SHA3, BF16, BitPerm, AES, SVEver */
	[ID_ZFR0] = { 4, 4,
		      FIELD(56) | FIELD(52) | FIELD(44) | FIELD(40) | FIELD(32) | FIELD(20) |
			      FIELD(16) | FIELD(4) | FIELD(0),
		      0 },
	/* no field; it says Armv8 debug */
	[ID_DFR0] = { 5, 0, 0, 6 },
	/* all except TLB, TME and reserved fields */
	[ID_ISAR0] = { 6, 0, 0xf0fffffff0fffff0, 0 },
	/* all fields up to I8MM */
	[ID_ISAR1] = { 6, 1, 0x00ffffffffffffff, 0 },
	/* APA3, GPA3, RPRES, WFxT */
	[ID_ISAR2] = { 6, 2, FIELD(12) | FIELD(8) | FIELD(4) | FIELD(0), 0 },
	/* ECV; the fixed part says that no granule is there, at either stage */
	[ID_MMFR0] = { 7, 0, FIELD(60), 0x111ff000000 },
	/* AFP */
	[ID_MMFR1] = { 7, 1, FIELD(44), 0 },
	/* AT */
	[ID_MMFR2] = { 7, 2, FIELD(32), 0 },
};

static uint64_t idreg_read(enum idreg reg)
{
	switch (reg) {
	case ID_PFR0:
		return MRS(id_aa64pfr0_el1);
	case ID_PFR1:
		return MRS(id_aa64pfr1_el1);
	case ID_ZFR0:
		return MRS(S3_0_C0_C4_4);
	case ID_DFR0:
		return MRS(id_aa64dfr0_el1);
	case ID_ISAR0:
		return MRS(id_aa64isar0_el1);
	case ID_ISAR1:
		return MRS(id_aa64isar1_el1);
	case ID_ISAR2:
		return MRS(S3_0_C0_C6_2);
	case ID_MMFR0:
		return MRS(id_aa64mmfr0_el1);
	case ID_MMFR1:
		return MRS(id_aa64mmfr1_el1);
	default:
		return MRS(id_aa64mmfr2_el1);
	}
}

uint64_t idreg_visible(enum idreg reg)
{
	return (idreg_read(reg) & idregs[reg].visible) | idregs[reg].fixed;
}

/* Reads the register Op0 3, Op1 0, CRn 0, CRm, Op2. Returns false if Linux does not emulate it. */
static bool read_emulated(unsigned int crm, unsigned int op2, uint64_t *value)
{
	*value = 0; /* unassigned registers read as zero, and so do AArch32's */
	if (crm >= 2 && crm <= 7) {
		for (int reg = 0; reg < ID_COUNT; reg++)
			if (idregs[reg].crm == crm && idregs[reg].op2 == op2)
				*value = idreg_visible((enum idreg)reg);
		return true;
	}
	if (crm)
		return false;
	switch (op2) {
	case 0:
		*value = MRS(midr_el1);
		return true;
	case 5:
		*value = MPIDR_RES1;
		return true;
	case 6:
		*value = MRS(revidr_el1);
		return true;
	default:
		return false;
	}
}

/*
 * Returns the ISS that an undefined MRS would have if it were trapped; 0 for any
 * other instruction.
 */
static uint64_t iss_of_undefined(const struct pt_regs *regs)
{
	uint32_t insn;

	if (copy_from_user(&insn, (void *)regs->pc, sizeof(insn)) || (insn & MRS_MASK) != MRS_OPCODE)
		return 0;
	return (uint64_t)(2 | (insn >> 19 & 1)) << 20 | (uint64_t)(insn >> 5 & 7) << 17 |
	       (uint64_t)(insn >> 16 & 7) << 14 | (uint64_t)(insn >> 12 & 15) << 10 |
	       (insn & 31) << 5 | (insn >> 8 & 15) << 1 | SYSREG_ISS_READ;
}

uint64_t mrs_syndrome(const struct pt_regs *regs, uint64_t esr)
{
	unsigned int class = esr >> ESR_EC_SHIFT & 63;

	if (class == ESR_EC_SYS64)
		return esr & ESR_ISS;
	return class == ESR_EC_UNKNOWN ? iss_of_undefined(regs) : 0;
}

/* Register 31 is XZR here: a write to it has no effect. */
void mrs_finish(struct pt_regs *regs, uint64_t iss, uint64_t value)
{
	if (SYSREG_ISS_RT(iss) != 31)
		regs->regs[SYSREG_ISS_RT(iss)] = value;
}

bool idregs_emulate(struct pt_regs *regs, uint64_t esr)
{
	uint64_t iss = mrs_syndrome(regs, esr), value;

	if (!(iss & SYSREG_ISS_READ) || ISS_OP0(iss) != 3 || ISS_OP1(iss) || ISS_CRN(iss) ||
	    !read_emulated(ISS_CRM(iss), ISS_OP2(iss), &value))
		return false;
	mrs_finish(regs, iss, value);
	return true;
}
