/*
 * The registers of a thread that pt_regs lack: kernel stack pointer, segments,
 * vector state. Next: proc/x86_64/switch.S, proc/x86_64/fpu.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "mm/mm.h"
#include "proc/proc.h"
#include "proc/x86_64/fpu.h"

#include <arch/cpu.h>
#include <arch/gdt.h>
#include <arch/registers.h>

#include <asm/prctl.h>
#include <linux/errno.h>

/* The registers that switch_stacks() leaves on a stack, from its stack pointer upwards. */
struct switch_frame {
	uint64_t r15, r14, r13, r12, bx, bp;
	uintptr_t ip;
};

/* switch.S */
void switch_stacks(uintptr_t *prev_sp, uintptr_t next_sp);
void thread_first_exit(void);
void user_gs_load(uint16_t selector);
uint64_t user_gs_base_swap(uint64_t base);

/*
 * User mode can change both bases without asking: by WRFSBASE and WRGSBASE, if
 * the kernel has enabled them, and by loading a selector in any case. So the
 * bases are read from the CPU; what was last written is never trusted.
 */
static uint64_t fs_base_read(void)
{
	return cpu_features.fsgsbase ? rdfsbase() : rdmsr(IA32_FS_BASE);
}

static void fs_base_write(uint64_t base)
{
	if (cpu_features.fsgsbase)
		wrfsbase(base);
	else
		wrmsr(IA32_FS_BASE, base);
}

/* In the kernel, the user's GS base is in the MSR that SWAPGS exchanges. Returns the old base. */
static uint64_t gs_base_exchange(uint64_t base)
{
	uint64_t old;

	if (cpu_features.fsgsbase)
		return user_gs_base_swap(base);
	old = rdmsr(IA32_KERNEL_GS_BASE);
	wrmsr(IA32_KERNEL_GS_BASE, base);
	return old;
}

static void segments_save(struct arch_thread *t)
{
	t->ds = read_ds();
	t->es = read_es();
	t->fs = read_fs();
	t->gs = read_gs();
}

/*
 * Loads selectors. They cannot fault: they were valid when user mode loaded
 * them, and the GDT never changes. The load changes the bases, too.
 */
static void segments_load(const struct arch_thread *t)
{
	write_ds(t->ds);
	write_es(t->es);
	write_fs(t->fs);
	user_gs_load(t->gs);
}

/* Says whether a selector is not 0. 64-bit programs load none, so mostly nothing need be done. */
static bool segments_used(const struct arch_thread *t)
{
	return t->ds | t->es | t->fs | t->gs;
}

/*
 * A selector's load changes the base, on Intel in another way than on AMD: so
 * bases are written last.
 */
static void segments_switch(struct arch_thread *prev, const struct arch_thread *next)
{
	prev->fs_base = fs_base_read();
	prev->gs_base = gs_base_exchange(next->gs_base);
	segments_save(prev);
	if (segments_used(prev) || segments_used(next)) {
		segments_load(next);
		gs_base_exchange(next->gs_base);
	}
	fs_base_write(next->fs_base);
}

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

void arch_thread_copy(struct thread *to, struct thread *from)
{
	from->arch.fs_base = fs_base_read();
	from->arch.gs_base = gs_base_exchange(0); /* an exchange reads it; the next line puts it back */
	gs_base_exchange(from->arch.gs_base);
	segments_save(&to->arch);
	to->arch.fs_base = from->arch.fs_base;
	to->arch.gs_base = from->arch.gs_base;
	fpu_copy(to->arch.fpu);
}

int arch_thread_set_tls(struct thread *t, uintptr_t tls)
{
	if (tls >= TASK_SIZE)
		return -EPERM;
	t->arch.fs_base = tls;
	return 0;
}

/*
 * Makes the frame that switch_stacks() expects, right below pt_regs, where the
 * new thread's sp then is.
 */
void arch_thread_start(struct thread *t)
{
	struct switch_frame *frame = (struct switch_frame *)thread_regs(t) - 1;

	*frame = (struct switch_frame){ .ip = (uintptr_t)thread_first_exit };
	t->arch.sp = (uintptr_t)frame;
}

/*
 * An interrupt from user mode leaves a null SS. On AMD, SYSRET sets only the
 * selector. So a thread that leaves by SYSRET, after another came in by an
 * interrupt, would run with an SS that 32-bit code cannot use (APM Vol. 3,
 * SYSRET).
 */
static void stack_segment_renew(void)
{
	if (read_ss() != KERNEL_DS)
		write_ss(KERNEL_DS);
}

/* The stacks come last: after them this code goes on only when prev runs again. */
void arch_thread_switch(struct thread *prev, struct thread *next)
{
	stack_segment_renew();
	fpu_save(prev->arch.fpu);
	segments_switch(&prev->arch, &next->arch);
	fpu_restore(next->arch.fpu);
	percpu_set_current(next);
	switch_stacks(&prev->arch.sp, next->arch.sp);
}

static long put_base(uint64_t base, uintptr_t user_to)
{
	return copy_to_user((void *)user_to, &base, sizeof(base));
}

SYSCALL_DEFINE2(arch_prctl, int, option, unsigned long, addr)
{
	uint64_t base;

	switch (option) {
	case ARCH_SET_FS:
		if (addr >= TASK_SIZE)
			return -EPERM;
		fs_base_write(addr);
		return 0;
	case ARCH_SET_GS:
		if (addr >= TASK_SIZE)
			return -EPERM;
		gs_base_exchange(addr);
		return 0;
	case ARCH_GET_FS:
		return put_base(fs_base_read(), addr);
	case ARCH_GET_GS:
		base = gs_base_exchange(0);
		gs_base_exchange(base);
		return put_base(base, addr);
	default:
		return -EINVAL;
	}
}
