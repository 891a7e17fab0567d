/*
 * Reads of a counter that trap although EL0 may read it. Linux's KVM lets EL0 of its
 * guests read the PMU through the real PMUSERENR_EL0. KVM writes that register when a
 * vCPU is loaded (with VHE only then); the guest's own accesses to it trap, and KVM
 * keeps a copy. Before Linux 6.5 the host's PMU driver clears the real register
 * whenever it starts a counter while the vCPU is loaded, which it does when we program
 * one. From then on EL0's reads trap to EL1, as if we had forbidden them. If we write
 * the register again, only KVM's copy changes; but an exit to user mode of the host
 * unloads the vCPU and loads it again, which writes the real register.
 * Next: lab/counter.c. SPDX-License-Identifier: MIT
 */
#include "lab/arm64/counter.h"
#include "lab/arm64/pmu.h"
#include "lab/lab.h"

#include <arch/cpu.h>
#include <arch/idregs.h>
#include <arch/registers.h>
#include <arch/uart.h>

#define ISS_PMCCNTR SYSREG_ISS(3, 3, 9, 13, 0)
#define ISS_PMEVCNTR0 SYSREG_ISS(3, 3, 14, 8, 0)

/* Tells whether the syndrome is a read of a register that EL0 may read. */
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
		uart_drain(); /* reads the UART: an exit to QEMU, which is user mode of the host */
		return COUNTER_RETRY;
	}
	mrs_finish(regs, iss, read(iss));
	return COUNTER_READ;
}
