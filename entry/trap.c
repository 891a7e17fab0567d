/*
 * Acts on exceptions, on both architectures: makes a page present, lets a user copy go on
 * at its fix-up, kills the workload with a signal's name, or panics if the kernel itself
 * is at fault. SPDX-License-Identifier: MIT
 */
#include "entry/trap.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/proc.h"

#include <linux/errno.h>
#include <asm/signal.h>

static __noreturn void trap_panic(const struct pt_regs *regs, const char *name, uintptr_t addr)
{
	static char text[1024];

	regs_format(text, sizeof(text), regs);
	klog("%s", text);
	panic("%s in the kernel at %#lx, address %#lx", name, (unsigned long)REGS_IP(regs),
	      (unsigned long)addr);
}

/* Lets a user copy go on at its fix-up. Any other kernel code must not fault, so it panics. */
static void kernel_fault(struct pt_regs *regs, const char *name, uintptr_t addr)
{
	uintptr_t fixup = extable_find(REGS_IP(regs));

	if (!fixup)
		trap_panic(regs, name, addr);
	REGS_IP(regs) = fixup;
}

void trap_page_fault(struct pt_regs *regs, uintptr_t addr, int access, const char *name)
{
	int error = -EFAULT;

	/*
	 * Only copy routines may touch user pages: any other access is a bug, which a
	 * page must not hide.
	 */
	if (addr < TASK_SIZE && (regs_user_mode(regs) || extable_find(REGS_IP(regs))))
		error = mm_fault(addr, access);
	if (!error)
		return;
	if (regs_user_mode(regs))
		proc_kill(error == -ENOMEM ? SIGBUS : SIGSEGV, name, regs, addr);
	kernel_fault(regs, name, addr);
}

void trap_fault(struct pt_regs *regs, int sig, const char *name, uintptr_t addr)
{
	if (regs_user_mode(regs))
		proc_kill(sig, name, regs, addr);
	kernel_fault(regs, name, addr);
}

static unsigned long strays;

void trap_stray(void)
{
	strays++;
}

unsigned long trap_strays(void)
{
	return strays;
}

void trap_yield(void)
{
	schedule();
}
