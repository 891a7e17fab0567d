/*
 * Sets up this CPU: features, control registers, segments, vectors, system-call
 * registers. Next: entry/x86_64/entry.S. SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "boot/x86_64/control.h"
#include "boot/x86_64/cpu_setup.h"
#include "boot/x86_64/legacy.h"
#include "entry/path.h"
#include "lib/lib.h"
#include "proc/proc.h"

#include <arch/cpu.h>
#include <arch/gdt.h>
#include <arch/registers.h>

/* Only one CPU runs, so this is the only one. The GS base leads to it. */
struct percpu percpu_boot;

static void write_cr0(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr0" ::"r"(value) : "memory");
}

/*
 * Keeps LMA, which must be what LME and PG made it (APM Vol. 2, 3.1.7), and drops
 * firmware's bits.
 */
static uint64_t efer_value(void)
{
	return EFER_LME | EFER_LMA | EFER_SCE | (cpu_features.nx ? EFER_NXE : 0);
}

/*
 * WP makes read-only pages read-only for the kernel, too. AM gives a workload's AC flag
 * the meaning that it has on Linux. TS is clear: no lazy FPU (Intel SDM Vol. 3, 2.5).
 */
static uint64_t cr0_value(void)
{
	return CR0_PE | CR0_MP | CR0_NE | CR0_WP | CR0_AM | CR0_PG;
}

static uint64_t cr4_value(void)
{
	const struct cpu_features *f = &cpu_features;
	uint64_t cr4 = CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT;

	cr4 |= f->debug_extensions ? CR4_DE : 0;
	/*
	 * Without MCE a machine check would shut the CPU down without a report (SDM
	 * Vol. 3, 6.15).
	 */
	cr4 |= f->machine_check ? CR4_MCE : 0;
	cr4 |= f->global_pages ? CR4_PGE : 0;
	cr4 |= f->umip ? CR4_UMIP : 0;
	cr4 |= f->fsgsbase ? CR4_FSGSBASE : 0;
	cr4 |= f->xsave ? CR4_OSXSAVE : 0;
	cr4 |= f->smep ? CR4_SMEP : 0;
	cr4 |= f->smap ? CR4_SMAP : 0;
	return cr4;
}

/*
 * Checks all values, then writes them. A wrong value would be a #GP that says nothing on
 * hardware, and would pass under some emulators.
 */
static void control_registers_init(void)
{
	const struct control_registers values = {
		.cr0 = cr0_value(),
		.cr4 = cr4_value(),
		.efer = efer_value(),
		.xcr0 = cpu_features.xsave ? cpu_features.xcr0 : 0,
	};
	static char why[160];

	if (!control_check(&values, why, sizeof(why)))
		panic("control registers: %s", why);
	write_cr0(values.cr0);
	write_cr4(values.cr4);
	wrmsr(IA32_EFER, values.efer);
	if (values.xcr0)
		xsetbv(0, values.xcr0);
}

/*
 * Sets SYSCALL's registers (Intel SDM Vol. 3, 5.8.8), except IA32_LSTAR, which
 * path_init() writes.
 */
static void syscall_registers_init(void)
{
	wrmsr(IA32_STAR, (uint64_t)USER32_CS << 48 | (uint64_t)KERNEL_CS << 32);
	wrmsr(IA32_CSTAR, (uintptr_t)entry_syscall32);
	wrmsr(IA32_FMASK, RFLAGS_TF | RFLAGS_DF | RFLAGS_IF | RFLAGS_IOPL | RFLAGS_NT | RFLAGS_AC);
	/* With a null CS, SYSENTER is #GP in user mode (SDM Vol. 2, SYSENTER), which refuses it. */
	(void)wrmsr_safe(IA32_SYSENTER_CS, 0);
	(void)wrmsr_safe(IA32_SYSENTER_ESP, 0);
	(void)wrmsr_safe(IA32_SYSENTER_EIP, 0);
}

void percpu_set_current(struct thread *t)
{
	percpu_boot.current = t;
	percpu_boot.kernel_sp = (uintptr_t)t->kstack + KSTACK_SIZE;
	tss_set_kernel_sp(percpu_boot.kernel_sp);
}

void cpu_init(void)
{
	descriptor_tables_init();
	firmware_unlimit_cpuid();
	cpu_features_read();
	control_registers_init();
	firmware_undo();
	wrmsr(IA32_GS_BASE, (uintptr_t)&percpu_boot);
	wrmsr(IA32_KERNEL_GS_BASE, 0);
	syscall_registers_init();
	ioapics_find();
}
