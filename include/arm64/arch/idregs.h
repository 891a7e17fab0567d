/*
 * The ID registers as user mode sees them: what Linux 6.1 shows of them.
 * SPDX-License-Identifier: MIT
 */
#ifndef ARCH_IDREGS_H
#define ARCH_IDREGS_H

#include "include/compiler.h"

#include <stdbool.h>

#include <arch/frame.h>

/* Of the CPU, the visible fields; the others as if their feature were missing. */
enum idreg { ID_PFR0, ID_PFR1, ID_ZFR0, ID_DFR0, ID_ISAR0, ID_ISAR1, ID_ISAR2, ID_MMFR0, ID_MMFR1,
	     ID_MMFR2, ID_COUNT };
uint64_t idreg_visible(enum idreg reg);

/*
 * An exception from EL0 that was an MRS of an ID register, trapped or undefined:
 * does what it asked for, but leaves the PC. False: it was none.
 */
bool idregs_emulate(struct pt_regs *regs, uint64_t esr);

#endif
