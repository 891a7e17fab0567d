/* Structure offsets for the assembly files. SPDX-License-Identifier: MIT */
#include "include/offset.h"
#include "proc/proc.h"

void offsets(void);

void offsets(void)
{
	OFFSET(PT_REGS_R11, struct pt_regs, r11);
	OFFSET(PT_REGS_AX, struct pt_regs, ax);
	OFFSET(PT_REGS_CX, struct pt_regs, cx);
	OFFSET(PT_REGS_ORIG_AX, struct pt_regs, orig_ax);
	OFFSET(PT_REGS_IP, struct pt_regs, ip);
	OFFSET(PT_REGS_CS, struct pt_regs, cs);
	OFFSET(PT_REGS_FLAGS, struct pt_regs, flags);
	OFFSET(PT_REGS_SP, struct pt_regs, sp);
	OFFSET(PT_REGS_SS, struct pt_regs, ss);
	CONSTANT(PT_REGS_SIZE, sizeof(struct pt_regs));

	OFFSET(PERCPU_KERNEL_SP, struct percpu, kernel_sp);
	OFFSET(PERCPU_USER_SP, struct percpu, user_sp);
}
