/*
 * A counter that EL0 may read, and whose read traps. Linux's KVM lets its guests'
 * EL0 read the PMU by the real PMUSERENR_EL0, which it writes when a vCPU is loaded
 * (with VHE only then), and handles the guest's own by trapping its accesses. Before
 * Linux 6.5 the host's PMU driver clears the register whenever it starts a counter
 * while the vCPU is loaded, as it does when we program one: from then on EL0's reads
 * go to EL1 as if we had forbidden them. A write of ours changes nothing, since it
 * goes to KVM's copy; but an exit that ends in user mode of the host unloads the
 * vCPU and loads it again. Next: entry/counter.c. SPDX-License-Identifier: MIT
 */
#include "entry/trap.h"

#include <arch/counter.h>
#include <arch/cpu.h>
#include <arch/idregs.h>
#include <arch/pmu.h>
#include <arch/registers.h>
#include <arch/uart.h>

#define ISS_PMCCNTR SYSREG_ISS(3, 3, 9, 13, 0)
#define ISS_PMEVCNTR0 SYSREG_ISS(3, 3, 14, 8, 0)

/* Whether EL0 may read the register of this syndrome. */
static bool is_open(uint64_t iss)
{
	uint64_t enabled = pmu_user_enabled();

	if (!(iss & SYSREG_ISS_READ))
		return false;
	switch (iss & SYSREG_ISS_REGISTER) {
	case ISS_PMCCNTR:
		return enabled & PMUSERENR_CR;
	case ISS_PMEVCNTR0:
		return enabled & PMUSERENR_ER;
	default:
		return false;
	}
}

static uint64_t read(uint64_t iss)
{
	if ((iss & SYSREG_ISS_REGISTER) == ISS_PMCCNTR)
		return MRS(pmccntr_el0);
	return MRS(pmevcntr0_el0);
}

enum counter_trap counter_trapped(struct pt_regs *regs, uint64_t esr)
{
	uint64_t iss = mrs_syndrome(regs, esr);

	if (!is_open(iss))
		return COUNTER_NOT_OURS;
	if (counter_retry(regs->pc)) {
		pmu_user_enable_again();
		uart_drain(); /* reads the UART, which is QEMU's */
		return COUNTER_RETRY;
	}
	mrs_finish(regs, iss, read(iss));
	return COUNTER_READ;
}
