/*
 * Handles each vector. trap.S calls exception() with interrupts off, on the thread's
 * kernel stack or, for #DB, NMI, #DF and #MC, on an interrupt stack.
 * Next: entry/trap.c. SPDX-License-Identifier: MIT
 */
#include "entry/trap.h"
#include "lab/x86_64/counter.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/proc.h"

#include <arch/apic.h>
#include <arch/cpu.h>
#include <arch/registers.h>

#include <asm/signal.h>

/* Page-fault error code (Intel SDM Vol. 3, 4.7). */
#define PF_PRESENT (1u << 0)
#define PF_WRITE (1u << 1)
#define PF_USER (1u << 2)
#define PF_FETCH (1u << 4)

/* Vectors 0 to 31: name, and the signal that Linux sends for it (0: none, the kernel panics). */
static const struct {
	const char *name;
	int sig;
} exceptions[32] = {
	[VECTOR_DE] = { "#DE divide error", SIGFPE },
	[VECTOR_DB] = { "#DB debug exception", SIGTRAP },
	[VECTOR_NMI] = { "NMI", 0 },
	[VECTOR_BP] = { "#BP breakpoint", SIGTRAP },
	[VECTOR_OF] = { "#OF overflow", SIGSEGV },
	[VECTOR_BR] = { "#BR bound range exceeded", SIGSEGV },
	[VECTOR_UD] = { "#UD invalid opcode", SIGILL },
	[VECTOR_NM] = { "#NM device not available", 0 },
	[VECTOR_DF] = { "#DF double fault", 0 },
	[9] = { "coprocessor segment overrun", SIGFPE },
	[VECTOR_TS] = { "#TS invalid TSS", SIGSEGV },
	[VECTOR_NP] = { "#NP segment not present", SIGBUS },
	[VECTOR_SS] = { "#SS stack-segment fault", SIGBUS },
	[VECTOR_GP] = { "#GP general protection", SIGSEGV },
	[VECTOR_PF] = { "#PF page fault", SIGSEGV },
	[15] = { "reserved vector 15", 0 },
	[VECTOR_MF] = { "#MF x87 floating-point error", SIGFPE },
	[VECTOR_AC] = { "#AC alignment check", SIGBUS },
	[VECTOR_MC] = { "#MC machine check", 0 },
	[VECTOR_XM] = { "#XM SIMD floating-point exception", SIGFPE },
	[20] = { "#VE virtualization exception", 0 },
	[21] = { "#CP control protection", SIGSEGV },
	[22] = { "reserved vector 22", 0 },
	[23] = { "reserved vector 23", 0 },
	[24] = { "reserved vector 24", 0 },
	[25] = { "reserved vector 25", 0 },
	[26] = { "reserved vector 26", 0 },
	[27] = { "reserved vector 27", 0 },
	[28] = { "#HV hypervisor injection", 0 },
	[29] = { "#VC VMM communication", 0 },
	[30] = { "#SX security exception", 0 },
	[31] = { "reserved vector 31", 0 },
};

extern const uintptr_t __iret_table_start[], __iret_table_end[];

/* Tells whether an IRETQ on the way to user mode faulted. */
static bool faulted_in_iret(const struct pt_regs *regs)
{
	for (const uintptr_t *p = __iret_table_start; p < __iret_table_end; p++)
		if (*p == regs->ip)
			return true;
	return false;
}

/*
 * Handles a page fault. cs tells who faulted; the error code's PF_USER does not, since
 * user mode's implicit accesses count as the supervisor's (to descriptor tables, Intel
 * SDM Vol. 3, 4.6.1; in QEMU 7.2 also to the stack of a far return). If such an access
 * faults on a page that is present, nothing can be made present for it, and it would
 * fault for ever: so it is a SIGSEGV.
 */
static void page_fault(struct pt_regs *regs, uintptr_t addr)
{
	int access = regs->orig_ax & PF_FETCH	? MM_FAULT_EXEC
		     : regs->orig_ax & PF_WRITE ? MM_FAULT_WRITE
						: MM_FAULT_READ;

	if (regs_user_mode(regs) && (regs->orig_ax & (PF_PRESENT | PF_USER)) == PF_PRESENT)
		trap_fault(regs, SIGSEGV, exceptions[VECTOR_PF].name, addr);
	else
		trap_page_fault(regs, addr, access, exceptions[VECTOR_PF].name);
}

/*
 * Handles #DB. In the kernel it can only be a trap that user mode made strike late (by
 * MOV SS before SYSCALL, Intel SDM Vol. 3, 6.8.3). The kernel ignores it, and makes sure
 * that TF is off.
 */
static void debug(struct pt_regs *regs)
{
	if (regs_user_mode(regs))
		trap_fault(regs, SIGTRAP, exceptions[VECTOR_DB].name, regs->ip);
	regs->flags &= ~(uint64_t)RFLAGS_TF;
}

/* Serves an interrupt: the timer's, or one that is unexpected and only counted. */
static void interrupt(struct pt_regs *regs, unsigned int vector)
{
	if (vector != VECTOR_TIMER)
		trap_stray();
	if (vector == VECTOR_SPURIOUS)
		return; /* must not be ended (Intel SDM Vol. 3, 10.9) */
	apic_end_of_interrupt();
	if (vector != VECTOR_TIMER)
		klog("interrupt on vector %u, which nobody asked for", vector);
	else if (time_interrupt() && regs_user_mode(regs))
		trap_yield();
}

static void fatal(struct pt_regs *regs, unsigned int vector)
{
	static char text[1024];

	regs_format(text, sizeof(text), regs);
	klog("%s", text);
	panic("%s, error code %#lx, at %#lx", exceptions[vector].name, (unsigned long)regs->orig_ax,
	      (unsigned long)regs->ip);
}

/*
 * Kills the workload after an IRET refused its frame. The fault's own frame was pushed
 * over the place that the general registers were popped from, so only this frame has
 * them now. rip, cs, rflags, rsp and ss are still where rsp pointed when IRET faulted.
 * Both together are what the report shows.
 */
static __noreturn void iret_refused(const struct pt_regs *regs)
{
	struct pt_regs bad = *regs;

	memcpy(&bad.ip, (const void *)regs->sp, sizeof(bad) - offsetof(struct pt_regs, ip));
	proc_kill(SIGSEGV, "return to a bad frame", &bad, 0);
}

void exception(struct pt_regs *regs, unsigned int vector);

void exception(struct pt_regs *regs, unsigned int vector)
{
	if (vector == VECTOR_PF)
		page_fault(regs, read_cr2());
	else if (vector == VECTOR_GATE)
		trap_gate(regs);
	else if (vector >= ARRAY_SIZE(exceptions))
		interrupt(regs, vector);
	else if (vector == VECTOR_DB)
		debug(regs);
	else if (!exceptions[vector].sig)
		fatal(regs, vector);
	else if (faulted_in_iret(regs))
		iret_refused(regs);
	else if (counter_trapped(regs, vector))
		return;
	else
		trap_fault(regs, exceptions[vector].sig, exceptions[vector].name, regs->ip);
}
