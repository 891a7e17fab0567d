/*
 * The ID registers as user mode sees them: what Linux 6.1 shows of them.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_IDREGS_H
#define ARCH_IDREGS_H

#include "include/compiler.h"

#include <stdbool.h>

#include <arch/frame.h>

/*
 * Returns an ID register as user mode sees it: the visible fields are the CPU's, all
 * others look as if their feature were missing.
 */
enum idreg { ID_PFR0, ID_PFR1, ID_ZFR0, ID_DFR0, ID_ISAR0, ID_ISAR1, ID_ISAR2, ID_MMFR0, ID_MMFR1,
	     ID_MMFR2, ID_COUNT };
uint64_t idreg_visible(enum idreg reg);

/*
 * Returns the ISS of a trapped MRS (DDI 0487, D19.2.37) if the exception from EL0 was an
 * MRS, trapped or undefined. For any other exception SYSREG_ISS_READ is clear in the result.
 */
uint64_t mrs_syndrome(const struct pt_regs *regs, uint64_t esr);
#define SYSREG_ISS_READ 1
#define SYSREG_ISS_RT(iss) ((iss) >> 5 & 31)
/* The ISS of an access to the register S<op0>_<op1>_C<crn>_C<crm>_<op2>. */
#define SYSREG_ISS(op0, op1, crn, crm, op2) \
	((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1)
#define SYSREG_ISS_REGISTER SYSREG_ISS(3, 7, 15, 15, 7)

/* Writes what an MRS reads into the register that the MRS names. */
void mrs_finish(struct pt_regs *regs, uint64_t iss, uint64_t value);

/*
 * Does the work of an MRS of an ID register that was trapped or undefined at EL0, but
 * leaves the PC on it. Returns false if the exception was not such an MRS.
 */
bool idregs_emulate(struct pt_regs *regs, uint64_t esr);

#endif
