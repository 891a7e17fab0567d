/*
 * The control call (include/control.h): what a workload may ask of the laboratory. It
 * comes as call number 511, or through the gate on floor and direct paths, which cannot
 * dispatch it.
 * SPDX-License-Identifier: MIT
 */
#include "include/control.h"
#include "boot/boot.h"
#include "dispatch/dispatch.h"
#include "entry/path.h"
#include "entry/trap.h"
#include "lab/lab.h"
#include "lab/mark.h"
#include "lib/lib.h"
#include "mm/mm.h"
#include "proc/proc.h"
#include "proc/timer.h"

#include <arch/nospec.h>
#include <arch/tlb.h>

#include <linux/errno.h>

/* Writes what is known of path n to user mode. -EINVAL, -EFAULT. */
static long path_info(unsigned long n, void *user_info)
{
	struct control_path info = { 0 };
	const struct path *p;

	if (n >= path_count)
		return -EINVAL;
	p = &paths[array_index_nospec(n, path_count)];
	copy_string(info.name, p->name, sizeof(info.name));
	copy_string(info.dispatch, p->dispatch, sizeof(info.dispatch));
	copy_string(info.exit, p->exit, sizeof(info.exit));
	path_step_names(p->steps, info.steps, sizeof(info.steps));
	info.available = !path_unavailable(n);
	if (!info.available)
		copy_string(info.reason, path_unavailable(n), sizeof(info.reason));
	info.control = p->control;
	info.entry = (uintptr_t)p->entry;
	info.entry_size = path_sizes[n];
	return copy_to_user(user_info, &info, sizeof(info));
}

/*
 * Writes the first `size` bytes of the machine's description to user mode; returns its
 * full length.
 */
static long machine_lines(void *user_buf, size_t size)
{
	static char lines[4096];
	size_t length = machine_describe(lines, sizeof(lines));

	if (length >= sizeof(lines))
		length = sizeof(lines) - 1;
	if (copy_to_user(user_buf, lines, length < size ? length : size))
		return -EFAULT;
	return (long)length;
}

static long table_entry(unsigned long n)
{
	if (n >= NR_SYSCALLS)
		return -EINVAL;
	return (long)sys_call_table[array_index_nospec(n, NR_SYSCALLS)];
}

/*
 * Opens the window, then marks it. The marks lie inside the window, because setting the
 * timer may exit to the hypervisor, which must not count as part of a block.
 */
static long window_open(uint32_t number)
{
	int error = time_window_open();

	if (!error)
		mark_open(number);
	return error;
}

static long window_close(void)
{
	mark_close();
	return time_window_close();
}

SYSCALL_DEFINE3(control, unsigned int, op, unsigned long, a, unsigned long, b)
{
	switch (op) {
	case CONTROL_PATH_SELECT:
		return a < path_count ? path_select(a) : -EINVAL;
	case CONTROL_PATH_ACTIVE:
		return path_active();
	case CONTROL_PATH_INFO:
		return path_info(a, (void *)b);
	case CONTROL_ENTRY_REGISTER:
		return (long)path_entry_register();
	case CONTROL_TABLE_ENTRY:
		return table_entry(a);
	case CONTROL_WINDOW_OPEN:
		return window_open(a);
	case CONTROL_WINDOW_CLOSE:
		return window_close();
	case CONTROL_SAMPLES:
		return samples_announce(a, b);
	case CONTROL_MACHINE:
		return machine_lines((void *)a, b);
	case CONTROL_COUNTER_HZ:
		return (long)counter_hz();
	case CONTROL_TICKS:
		return (long)time_ticks();
	case CONTROL_FREE_PAGES:
		return (long)page_free_count();
	case CONTROL_TLB_FLUSH:
		tlb_flush_all();
		return 0;
	case CONTROL_CACHE_BYTES:
		return (long)cache_bytes();
	case CONTROL_FAIL_ALLOC:
		return alloc_fail(a, b);
	case CONTROL_PMU_COUNT:
		return pmu_count(a);
	case CONTROL_COUNTER_TRAPS:
		return (long)counter_traps();
	case CONTROL_SETTLE:
		mm_settle();
		return 0;
	case CONTROL_STRAYS:
		return (long)trap_strays();
	case CONTROL_STRAY_RAISE:
		trap_stray_raise();
		return 0;
	case CONTROL_SMI_COUNT:
		return smi_count();
	default:
		return -EINVAL;
	}
}

void trap_gate(struct pt_regs *regs)
{
	REGS_RETURN(regs) = (uint64_t)sys_control(regs);
}
