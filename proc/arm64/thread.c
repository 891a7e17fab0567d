/*
 * The registers of a thread that pt_regs lack: kernel stack pointer, TPIDR_EL0,
 * vector state. Next: proc/arm64/switch.S, proc/arm64/fpu.c.
 * SPDX-License-Identifier: MIT
 */
#include "proc/arm64/fpu.h"
#include "proc/proc.h"

#include <arch/cpu.h>

#include <linux/errno.h>

/* The registers that switch_stacks() leaves on a stack, from its stack pointer upwards. */
struct switch_frame {
	uint64_t x29;
	uintptr_t x30;
	uint64_t x19_to_x28[10];
};

/* switch.S */
void switch_stacks(uintptr_t *prev_sp, uintptr_t next_sp);
void thread_first_exit(void);

int arch_thread_init(struct thread *t)
{
	t->arch.fpu = fpu_alloc();
	return t->arch.fpu ? 0 : -ENOMEM;
}

void arch_thread_free(struct thread *t)
{
	if (t->arch.fpu)
		fpu_free(t->arch.fpu);
}

/* User mode writes TPIDR_EL0 without asking, so it is read from the CPU. */
void arch_thread_copy(struct thread *to, struct thread *from)
{
	(void)from;
	to->arch.tls = MRS(tpidr_el0);
	fpu_save(to->arch.fpu);
}

int arch_thread_set_tls(struct thread *t, uintptr_t tls)
{
	t->arch.tls = tls;
	return 0;
}

/*
 * Makes the frame that switch_stacks() expects, right below pt_regs, where the
 * new thread's sp then is.
 */
void arch_thread_start(struct thread *t)
{
	struct switch_frame *frame = (struct switch_frame *)thread_regs(t) - 1;

	*frame = (struct switch_frame){ .x30 = (uintptr_t)thread_first_exit };
	t->arch.sp = (uintptr_t)frame;
}

/*
 * TPIDR_EL0 needs no ISB: only user mode reads it, and ERET comes before that
 * (DDI 0487, D1.4.5).
 */
void arch_thread_switch(struct thread *prev, struct thread *next)
{
	fpu_save(prev->arch.fpu);
	prev->arch.tls = MRS(tpidr_el0);
	MSR(tpidr_el0, next->arch.tls);
	fpu_restore(next->arch.fpu);
	percpu_set_current(next);
	switch_stacks(&prev->arch.sp, next->arch.sp);
}
