/*
 * Handles each exception class. trap.S calls these functions with interrupts off, on
 * the thread's kernel stack. Next: entry/trap.c. SPDX-License-Identifier: MIT
 */
#include "entry/trap.h"
#include "lab/arm64/counter.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/proc.h"
#include "proc/timer.h"

#include <arch/cpu.h>
#include <arch/gic.h>
#include <arch/idregs.h>
#include <arch/registers.h>

#include <asm/signal.h>

/* Called from trap.S, entry.S. */
void exception_user(struct pt_regs *regs);
void exception_kernel(struct pt_regs *regs);
void exception_unexpected(struct pt_regs *regs);
void exception_overflow(struct pt_regs *regs);
void interrupt(struct pt_regs *regs);
void exit_work(void);

/*
 * The classes that only end in a signal: each one's name, and the signal that Linux
 * sends for it.
 */
static const struct {
	const char *name;
	int sig;
} classes[64] = {
	[ESR_EC_UNKNOWN] = { "undefined instruction", SIGILL },
	[ESR_EC_FP_ASIMD] = { "FP or SIMD access", SIGILL },
	[ESR_EC_PAC] = { "pointer authentication trap", SIGILL },
	[ESR_EC_BTI] = { "branch target exception", SIGILL },
	[ESR_EC_ILL] = { "illegal execution state", SIGILL },
	[ESR_EC_SYS64] = { "system register access", SIGILL },
	[ESR_EC_SVE] = { "SVE access", SIGILL },
	[ESR_EC_FPAC] = { "pointer authentication failure", SIGILL },
	[ESR_EC_SME] = { "SME access", SIGILL },
	[ESR_EC_PC_ALIGN] = { "PC alignment fault", SIGBUS },
	[ESR_EC_SP_ALIGN] = { "SP alignment fault", SIGBUS },
	[ESR_EC_FP_EXC64] = { "floating-point exception", SIGFPE },
	[ESR_EC_BREAKPT_LOW] = { "hardware breakpoint", SIGTRAP },
	[ESR_EC_SOFTSTP_LOW] = { "software step", SIGTRAP },
	[ESR_EC_WATCHPT_LOW] = { "watchpoint", SIGTRAP },
	[ESR_EC_BRK64] = { "breakpoint instruction", SIGTRAP },
};

/* Fault status codes of aborts (DDI 0487, D19.2.37, DFSC). The level is a field of its own. */
#define FSC_ADDRESS_SIZE 0x00
#define FSC_TRANSLATION 0x04
#define FSC_ACCESS_FLAG 0x08
#define FSC_PERMISSION 0x0c
#define FSC_LEVEL 0x03ull
#define FSC_EXTERNAL 0x10
#define FSC_TAG_CHECK 0x11
#define FSC_ALIGNMENT 0x21

/* Removes the tag: FAR_EL1 keeps the tag that a user address has in its top byte (TCR_EL1.TBI0). */
static uintptr_t untagged(uintptr_t addr)
{
	return addr & 1ull << 55 ? addr : addr & 0x00ffffffffffffff;
}

/* Returns the exception class. The mask is needed: the bits above it hold more syndrome (ISS2). */
static unsigned int esr_class(uint64_t esr)
{
	return esr >> ESR_EC_SHIFT & 63;
}

/* Returns the access that aborted, MM_FAULT_. */
static int abort_access(uint64_t esr)
{
	unsigned int class = esr_class(esr);

	if (class == ESR_EC_IABT_LOW || class == ESR_EC_IABT_CUR)
		return MM_FAULT_EXEC;
	return esr & ESR_WNR && !(esr & ESR_CM) ? MM_FAULT_WRITE : MM_FAULT_READ;
}

/* Handles an instruction or data abort: paging can answer the first three kinds, but no other. */
static void memory_abort(struct pt_regs *regs, uint64_t esr, uintptr_t far)
{
	uintptr_t addr = untagged(far);

	switch (esr & ESR_FSC & ~FSC_LEVEL) {
	case FSC_TRANSLATION:
		trap_page_fault(regs, addr, abort_access(esr), "translation fault");
		return;
	case FSC_ACCESS_FLAG:
		trap_page_fault(regs, addr, abort_access(esr), "access flag fault");
		return;
	case FSC_PERMISSION:
		trap_page_fault(regs, addr, abort_access(esr), "permission fault");
		return;
	}
	switch (esr & ESR_FSC) {
	case FSC_ALIGNMENT:
		trap_fault(regs, SIGBUS, "alignment fault", addr);
		return;
	case FSC_EXTERNAL:
		trap_fault(regs, SIGBUS, "synchronous external abort", addr);
		return;
	case FSC_TAG_CHECK:
		trap_fault(regs, SIGSEGV, "tag check fault", addr);
		return;
	default:
		trap_fault(regs, SIGKILL, "abort that no paging explains", addr);
	}
}

/*
 * Goes on after the instruction. BTYPE is 0 after an instruction that is done (DDI
 * 0487, D8.4.5).
 */
static void step_over(struct pt_regs *regs)
{
	regs->pc += 4;
	regs->pstate &= ~(uint64_t)PSTATE_BTYPE;
}

/*
 * Does what EL0 finds done although it trapped: reads of counters and ID registers.
 * False: neither.
 */
static bool done_for_user(struct pt_regs *regs, uint64_t esr)
{
	switch (counter_trapped(regs, esr)) {
	case COUNTER_RETRY:
		return true;
	case COUNTER_READ:
		break;
	default:
		if (!idregs_emulate(regs, esr))
			return false;
	}
	step_over(regs);
	return true;
}

void exception_user(struct pt_regs *regs)
{
	uint64_t esr = MRS(esr_el1), far = MRS(far_el1);
	unsigned int class = esr_class(esr);

	if (class == ESR_EC_DABT_LOW || class == ESR_EC_IABT_LOW)
		memory_abort(regs, esr, far);
	else if (class == ESR_EC_BRK64 && (esr & ESR_BRK_COMMENT) == BRK_GATE) {
		step_over(regs);
		trap_gate(regs);
	} else if (class == ESR_EC_WFX) /* a NOP, as on Linux: WFI would stop the CPU */
		step_over(regs);
	else if (done_for_user(regs, esr))
		return;
	else if (class == ESR_EC_PC_ALIGN)
		trap_fault(regs, SIGBUS, classes[class].name, far);
	else if (classes[class].name)
		trap_fault(regs, classes[class].sig, classes[class].name, regs->pc);
	else
		trap_fault(regs, SIGILL, "exception of a class that this kernel does not know", regs->pc);
}

/* Prints the registers and panics. The text is static, since a kernel stack is small. */
static __noreturn void fatal(const struct pt_regs *regs, const char *what)
{
	static char text[1536];

	regs_format(text, sizeof(text), regs);
	klog("%s", text);
	panic("%s at %#lx, ESR_EL1 %#lx, FAR_EL1 %#lx", what, (unsigned long)regs->pc,
	      (unsigned long)MRS(esr_el1), (unsigned long)MRS(far_el1));
}

void exception_kernel(struct pt_regs *regs)
{
	uint64_t esr = MRS(esr_el1), far = MRS(far_el1);
	uintptr_t fixup = extable_find(regs->pc);
	unsigned int class = esr_class(esr);

	if (class == ESR_EC_DABT_CUR || class == ESR_EC_IABT_CUR)
		memory_abort(regs, esr, far);
	else if (fixup) /* MRS_SAFE of a register that a hypervisor keeps */
		regs->pc = fixup;
	else
		fatal(regs, classes[class].name ? classes[class].name : "unknown exception");
}

void exception_unexpected(struct pt_regs *regs)
{
	static const char *const kind[] = { "synchronous exception", "IRQ", "FIQ", "SError" };
	static const char *const from[] = { "EL1 on SP_EL0", "EL1", "EL0", "AArch32 at EL0" };
	static char what[64];

	if (regs->vector / 4 == 1) /* from EL1, whose SP trap.S did not save, but SP_EL0 */
		regs->sp = (uintptr_t)(regs + 1);
	format(what, sizeof(what), "%s from %s", kind[regs->vector % 4], from[regs->vector / 4]);
	fatal(regs, what);
}

void exception_overflow(struct pt_regs *regs)
{
	fatal(regs, "kernel stack overflow");
}

/*
 * Serves an interrupt. The end of interrupt comes after the timer was disarmed: the
 * timer's line is a level, and a line that is still high would be taken once more. If
 * the timer has not fired, its line rose and fell again, which is not a tick.
 */
void interrupt(struct pt_regs *regs)
{
	unsigned int id = gic_acknowledge();
	bool yield = false;

	if (id != timer_interrupt() || !timer_fired())
		trap_stray();
	else
		yield = time_interrupt();
	if (id >= GIC_SPECIAL)
		return;
	if (id != timer_interrupt())
		klog("interrupt %u, which nobody asked for", id);
	gic_end_of_interrupt(id);
	if (!yield)
		return;
	if (regs_user_mode(regs))
		trap_yield();
	else
		this_cpu()->work |= WORK_YIELD;
}

/* Does what interrupts in cpu_idle() left to do: the thread that runs now gives way once. */
void exit_work(void)
{
	this_cpu()->work = 0;
	trap_yield();
}
