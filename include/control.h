/*
 * The control call, number 511: what a workload may ask of the laboratory.
 * stub_control(op, a, b): 0 or a value, or -errno. -ENOSYS is Linux's answer.
 * SPDX-License-Identifier: MIT
 */
#ifndef CONTROL_H
#define CONTROL_H

#ifndef __ASSEMBLER__
#include <stdint.h>
#endif

/* Selects path number a for the calls that follow. -EINVAL: no such path; -ENODEV: not available. */
#define CONTROL_PATH_SELECT 0
/* Returns the number of the active path. */
#define CONTROL_PATH_ACTIVE 1
/* Writes path number a's struct control_path to b. -EINVAL: a is past the last. -EFAULT. */
#define CONTROL_PATH_INFO 2
/* Returns the entry register as the CPU holds it: IA32_LSTAR or VBAR_EL1. */
#define CONTROL_ENTRY_REGISTER 3
/* Returns the handler's address in entry a of the function-pointer table. -EINVAL. */
#define CONTROL_TABLE_ENTRY 4
/*
 * Opens a measurement window: no timer tick until it is closed. Windows do not nest: -EBUSY.
 * a: its number, below 2^31, for the marks of mark=1 (lib/mark.h).
 */
#define CONTROL_WINDOW_OPEN 5
/* The number of a window that is no block. */
#define WINDOW_NO_BLOCK 0x7fffffffu
/* Closes it. -EINVAL: none is open. */
#define CONTROL_WINDOW_CLOSE 6
/* Announces the b bytes at a, which the host is to fetch once the run has ended. -EFAULT, -ENOMEM. */
#define CONTROL_SAMPLES 7
/* Writes at most b bytes of "key=value\n" lines about the machine to a. Returns their full length. */
#define CONTROL_MACHINE 8
/* Returns the frequency in Hz of the counter that user mode reads: TSC or CNTVCT_EL0. 0: not known. */
#define CONTROL_COUNTER_HZ 9
/* Returns how many timer interrupts were taken since boot. */
#define CONTROL_TICKS 10
/* Returns how many pages of memory are free. */
#define CONTROL_FREE_PAGES 11
/* Empties the TLB, of global entries too. What the way back walks is in it again. */
#define CONTROL_TLB_FLUSH 12
/* Returns the bytes of the largest data or unified cache that the CPU itself tells of. 0: not known. */
#define CONTROL_CACHE_BYTES 13
/*
 * The a-th allocation of pages or of a kernel object from now on fails, and the b - 1 behind it.
 * a = 0: none fails any more. Returns how many have failed, of those that were to before. For tests:
 * while some are to fail, everything that allocates is slow, and CONTROL_FREE_PAGES says nothing.
 */
#define CONTROL_FAIL_ALLOC 14
/*
 * From now on user mode may read a counter of the PMU, the first one, which counts
 * from 0 on what PMU_ event a says, at the levels that it says; 0: it may no more.
 * Returns the event's number in the CPU's manual. -ENODEV: this CPU shows no PMU
 * that we know; -EOPNOTSUPP: its PMU, or what we know of it, has no such event; -EIO:
 * the CPU shows a PMU, and its registers fault: a hypervisor keeps them.
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
 * Returns how many reads of a counter, of those that user mode may make, trapped since boot: a
 * hypervisor stands in the way. The kernel had them tried again, or made them in the program's place.
 */
#define CONTROL_COUNTER_TRAPS 16

/*
 * Takes the traces of history out of memory's state (mm_settle() in mm/mm.h), so that what follows
 * depends on nothing but on what is mapped and in use.
 */
#define CONTROL_SETTLE 17
/* Returns how many interrupts that nobody asked for were taken since boot, spurious ones among them. */
#define CONTROL_STRAYS 18
/* Raises such an interrupt, to be taken soon after the return. For tests. */
#define CONTROL_STRAY_RAISE 19
/*
 * Returns how many system-management interrupts the CPU has counted, modulo 2^32 (MSR_SMI_COUNT). -ENODEV: it does
 * not count them, or a hypervisor stands between; -EIO: it should, and its register faults.
 */
#define CONTROL_SMI_COUNT 20

#ifndef __ASSEMBLER__
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
