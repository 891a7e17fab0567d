/* Structure offsets for the assembly files. SPDX-License-Identifier: MIT */
#include "include/offset.h"
#include "proc/proc.h"

void offsets(void);

void offsets(void)
{
	OFFSET(PT_REGS_LR, struct pt_regs, regs[30]);
	OFFSET(PT_REGS_SP, struct pt_regs, sp);
	OFFSET(PT_REGS_PC, struct pt_regs, pc);
	OFFSET(PT_REGS_ORIG_X0, struct pt_regs, orig_x0);
	OFFSET(PT_REGS_SYSCALLNO, struct pt_regs, syscallno);
	OFFSET(PT_REGS_VECTOR, struct pt_regs, vector);
	CONSTANT(PT_REGS_SIZE, sizeof(struct pt_regs));

	OFFSET(PERCPU_WORK, struct percpu, work);

	OFFSET(THREAD_TLS, struct thread, arch.tls);
	OFFSET(THREAD_FPU, struct thread, arch.fpu);
}
