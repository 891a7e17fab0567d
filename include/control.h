/*
 * The control call, number 511: what a workload may ask of the laboratory. Its stub,
 * stub_control(op, a, b), returns 0 or a value, or -errno. Linux answers -ENOSYS.
 * SPDX-License-Identifier: MIT
 */
#ifndef CONTROL_H
#define CONTROL_H

#ifndef __ASSEMBLER__
#include <stdint.h>
#endif

/*
 * Selects path number a for the calls that follow. -EINVAL: no such path; -ENODEV: not
 * available.
 */
#define CONTROL_PATH_SELECT 0
/* Returns the number of the active path. */
#define CONTROL_PATH_ACTIVE 1
/* Writes the struct control_path of path number a to b. -EINVAL: no such path. -EFAULT. */
#define CONTROL_PATH_INFO 2
/* Returns the entry register, read from the CPU: IA32_LSTAR or VBAR_EL1. */
#define CONTROL_ENTRY_REGISTER 3
/* Returns the handler's address in entry a of the function-pointer table. -EINVAL. */
#define CONTROL_TABLE_ENTRY 4
/*
 * Opens a measurement window; no timer tick comes until it is closed. -EBUSY: another window
 * is open. a: the window's number, below 2^31, for the marks of mark=1 (lab/mark.h).
 */
#define CONTROL_WINDOW_OPEN 5
/* The number of a window that measures no block. */
#define WINDOW_NO_BLOCK 0x7fffffffu
/* Closes the open window. -EINVAL: none is open. */
#define CONTROL_WINDOW_CLOSE 6
/* Announces that the host shall fetch the b bytes at a after the run. -EFAULT, -ENOMEM. */
#define CONTROL_SAMPLES 7
/*
 * Writes at most b bytes of "key=value\n" lines about the machine to a. Returns their
 * full length.
 */
#define CONTROL_MACHINE 8
/*
 * Returns the frequency in Hz of the counter that user mode reads: TSC or CNTVCT_EL0.
 * 0: not known.
 */
#define CONTROL_COUNTER_HZ 9
/* Returns how many timer interrupts were taken since boot. */
#define CONTROL_TICKS 10
/* Returns how many pages of memory are free. */
#define CONTROL_FREE_PAGES 11
/* Empties the TLB, global entries included. The way back to user mode fills in what it uses. */
#define CONTROL_TLB_FLUSH 12
/*
 * Returns the size in bytes of the largest data or unified cache that the CPU reports.
 * 0: not known.
 */
#define CONTROL_CACHE_BYTES 13
/*
 * Makes the a-th allocation from now on fail, and the b - 1 allocations after it. Allocations of
 * pages and of kernel objects count. a = 0 turns it off. Returns how many failures of the previous
 * request happened. For tests: while failures are outstanding, every allocation is slow, and
 * CONTROL_FREE_PAGES has no meaning.
 */
#define CONTROL_FAIL_ALLOC 14
/*
 * Starts the first counter of the PMU at 0 and lets user mode read it. a: a PMU_ event, and
 * PMU_USER, PMU_KERNEL or both for the levels at which it counts; 0 stops the counter and the
 * reading. Returns the event's number in the CPU's manual. -ENODEV: this CPU shows no PMU that
 * the kernel knows. -EOPNOTSUPP: the event is missing in this PMU, or the kernel does not know
 * it there. -EIO: the CPU shows a PMU, but its registers fault because a hypervisor keeps them.
 */
#define CONTROL_PMU_COUNT 15
#define PMU_CYCLES	  1
#define PMU_INSTRUCTIONS  2
#define PMU_BRANCH_MISSES 3
#define PMU_ITLB_MISSES	  4
#define PMU_DTLB_MISSES	  5
#define PMU_EVENTS	  6
#define PMU_EVENT(a) ((a) & 0xff)
#define PMU_USER     0x100
#define PMU_KERNEL   0x200
/*
 * Returns how many reads of a counter have trapped since boot although user mode may make them; a
 * hypervisor causes that. The kernel lets the program try again, or reads in its place.
 */
#define CONTROL_COUNTER_TRAPS 16

/*
 * Puts the memory's state in order (mm_settle() in mm/mm.h). What follows then depends only on what
 * is mapped and in use, not on the order in which that came to be.
 */
#define CONTROL_SETTLE 17
/* Returns how many unexpected interrupts were taken since boot; spurious ones count. */
#define CONTROL_STRAYS 18
/* Raises an unexpected interrupt, which is taken soon after the call returns. For tests. */
#define CONTROL_STRAY_RAISE 19
/*
 * Returns how many system-management interrupts the CPU has counted, modulo 2^32 (MSR_SMI_COUNT).
 * -ENODEV: this CPU does not count them, or there is a hypervisor. -EIO: the CPU should count them,
 * but the register faults.
 */
#define CONTROL_SMI_COUNT 20

#ifndef __ASSEMBLER__
/* One row of paths.def. */
struct control_path {
	char name[32];
	char dispatch[16];
	char exit[16];
	char steps[96];     /* names, joined by '+'; empty if none */
	char reason[96];    /* why it is not available; else empty */
	uint32_t control;   /* 1: a control, measures `null` only */
	uint32_t available; /* 1: may be selected */
	uint64_t entry;     /* address of entry_syscall_<name> */
	uint64_t entry_size;
};
#endif

#endif
