/*
 * The counters of arm64 as a program sees them: the generic timer's and, for bare
 * hardware, the PMU's cycles. Which one the windows read is written into their
 * code: a choice at each read would lie in the window.
 * Next: bench/arm64/window.S. SPDX-License-Identifier: MIT
 */
#include "bench/bench.h"
#include "bench/timed.h"

#include <linux/mman.h>

#define PAGE_SIZE 4096
#define TRIES 5
/* MRS: the register's fields (Arm ARM, C6.2, "MRS"); PMCCNTR_EL0 is S3_3_C9_C13_0. */
#define MRS_REGISTER 0x001fffe0u
#define MRS_PMCCNTR  (0x1b << 16 | 9 << 12 | 13 << 8 | 0 << 5)

/* window.h: where each MRS of a counter is, counted from the entry itself. */
extern const int32_t __start_counter_reads[], __stop_counter_reads[];

static bool cycles;

/* Where EL0 may not read PMCCNTR_EL0, as on Linux, a read would be its end: the kernel is asked. */
static bool cycles_readable(void)
{
	static const char wanted[] = "\npmccntr=1\n";
	static char lines[4096];
	long length = on_trapgate ? control(CONTROL_MACHINE, (long)lines, sizeof(lines)) : 0;

	for (long i = 0; i + (long)sizeof(wanted) - 1 <= length; i++)
		if (!memcmp(lines + i, wanted, sizeof(wanted) - 1))
			return true;
	return false;
}

/* One instruction. This very code may lie in the same page. */
static void read_cycles(uint32_t *mrs)
{
	void *page = (void *)((uintptr_t)mrs & -(uintptr_t)PAGE_SIZE);

	must(stub_mprotect(page, PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC),
	     "mprotect of the windows");
	*mrs = (*mrs & ~MRS_REGISTER) | MRS_PMCCNTR;
	must(stub_mprotect(page, PAGE_SIZE, PROT_READ | PROT_EXEC), "mprotect of the windows");
	code_written(mrs, sizeof(*mrs));
}

/* A hypervisor may let the first read trap; one that lets all of them has no such counter. */
static bool reads_settle(void)
{
	for (unsigned int i = 0; i < TRIES; i++) {
		counter_now();
		if (!counter_trapped())
			return true;
	}
	return false;
}

bool counter_init(const char *name)
{
	if (!name || !strcmp(name, counter_name()))
		return true;
	if (strcmp(name, "PMCCNTR_EL0") || !cycles_readable())
		return false;
	cycles = true;
	for (const int32_t *entry = __start_counter_reads; entry < __stop_counter_reads; entry++)
		read_cycles((uint32_t *)((uintptr_t)entry + *entry));
	return reads_settle();
}

/* Nothing that EL0 may read tells. */
bool processor_is_emulators(void)
{
	return false;
}

const char *architecture(void)
{
	return "arm64";
}

const char *counter_name(void)
{
	return cycles ? "PMCCNTR_EL0" : "CNTVCT_EL0";
}

const char *counter_instructions(void)
{
	return "isb;mrs;isb ... isb;mrs;isb";
}

const char *fence_note(bool timed)
{
	(void)timed;
	return "ISB, a context synchronization event";
}

bool counter_is_kernels(void)
{
	return !cycles;
}

/*
 * CNTFRQ_EL0: in Hz, as firmware wrote it; no hardware vouches for it (Arm ARM,
 * CNTFRQ_EL0). The CPU's clock may change as it likes.
 */
uint64_t counter_frequency(void)
{
	uint64_t hz;

	if (cycles)
		return 0;
	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}
