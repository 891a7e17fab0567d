/*
 * What EL0 may do without a call: read counters and ID registers, maintain
 * caches, use tagged addresses. Next: el0.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/paths.h"
#include "tests/guest/common/tap.h"

#include <arch/registers.h>

#include <asm/errno.h>
#include <linux/mman.h>

#define READ(name)                                                                                 \
	({                                                                                         \
		uint64_t read_value;                                                               \
		__asm__ volatile("mrs %0, " #name : "=r"(read_value));                             \
		read_value;                                                                        \
	})

#define DCZID_DZP (1 << 4)
#define TAG (0xa5ull << 56)

long call_unaligned(long number, uintptr_t offset);
void code_publish(const void *code);
void wait_hints(void);
extern const uint8_t return_7[], return_7_end[];

static uint8_t block[4096] __aligned_to(2048);

static void test_counters(void)
{
	uint64_t first = READ(cntvct_el0), second = first;

	/* How far it gets meanwhile is not known: a host may take the CPU away between the two reads. */
	for (unsigned int i = 0; i < 1000000 && second == first; i++)
		second = READ(cntvct_el0);
	ok(second > first, "CNTVCT_EL0 counts");
	ok(READ(cntfrq_el0) >= 1000000, "CNTFRQ_EL0 is a frequency");
}

static void test_caches(void)
{
	uint64_t ctr = READ(ctr_el0), dczid = READ(dczid_el0);
	unsigned int size = 4u << (dczid & 15);

	ok(4u << (ctr >> 16 & 15) >= 16 && 4u << (ctr & 15) >= 16, "CTR_EL0 tells line sizes");
	memset(block, 0x55, sizeof(block));
	if (dczid & DCZID_DZP || size > 2048)
		return skip("DC ZVA is prohibited");
	__asm__ volatile("dc zva, %0" ::"r"(block) : "memory");
	ok(!block[0] && !block[size - 1] && block[size] == 0x55, "DC ZVA clears what DCZID_EL0 says");
	__asm__ volatile("dc civac, %0\n\tdc cvac, %0" ::"r"(return_7) : "memory");
	ok(true, "DC CIVAC and CVAC work on code, which cannot be written");
}

static void test_thread_pointers(void)
{
	uint64_t kept = READ(tpidr_el0);

	__asm__ volatile("msr tpidr_el0, %0" ::"r"(0xdeadbeefull << 32));
	stub_getpid();
	is((long)READ(tpidr_el0), 0xdeadbeefl << 32, "TPIDR_EL0 is the program's, any value");
	__asm__ volatile("msr tpidr_el0, %0" ::"r"(kept));
	is((long)READ(tpidrro_el0), 0, "TPIDRRO_EL0 is zero");
}

/* Linux's Documentation/arm64/cpu-feature-registers.rst: which fields show. */
static void test_id_registers(void)
{
	uint64_t pfr0 = READ(id_aa64pfr0_el1), isar0 = READ(id_aa64isar0_el1);

	is(pfr0 & 0xff, 0x11, "ID_AA64PFR0_EL1: EL0 and EL1 in AArch64 alone");
	is(pfr0 & 0xff00, 0, "ID_AA64PFR0_EL1: no EL2, no EL3");
	is(READ(id_aa64dfr0_el1), 6, "ID_AA64DFR0_EL1: Armv8 debug, no counters");
	is(isar0 & 0xf, 0, "ID_AA64ISAR0_EL1: its lowest field is nobody's");
	ok(ID_FIELD(isar0, 16) <= 1, "ID_AA64ISAR0_EL1: CRC32, which Armv8.0 may lack");
	is(READ(id_aa64mmfr0_el1) & 0x0fffffffffffffff, 0x111ff000000,
	   "ID_AA64MMFR0_EL1: no granule, at neither stage");
	if (on_trapgate)
		is(READ(S3_0_C0_C3_0), 0, "AArch32's read as zero: there is no AArch32 here");
	else
		skip("Linux may have AArch32");
	is(READ(S3_0_C0_C7_7), 0, "unassigned ones read as zero");
	ok(READ(midr_el1), "MIDR_EL1 is the CPU's");
	is(READ(mpidr_el1), 0x80000000, "MPIDR_EL1 does not tell which one it is");
	__asm__ volatile("mrs xzr, midr_el1");
	ok(true, "a read into XZR is one, too");
}

static void test_tags(void)
{
	volatile uint8_t *tagged = (volatile uint8_t *)((uintptr_t)block | TAG);
	uint8_t *fresh = (uint8_t *)stub_mmap(NULL, 4096, PROT_READ | PROT_WRITE,
					      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*tagged = 9;
	is(block[0], 9, "a tagged address is the address without it");
	*(volatile uint8_t *)((uintptr_t)fresh | TAG) = 3;
	is(*fresh, 3, "and so when the page is made present");
	is(stub_write(1, (const void *)tagged, 1), -EFAULT, "a call takes no tagged address");
}

/* New code, and other code in its place. */
static void test_code(void)
{
	uint32_t *page = (uint32_t *)stub_mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
					       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long (*code)(void) = (long (*)(void))page;

	memcpy(page, return_7, (size_t)(return_7_end - return_7));
	code_publish(page);
	is(code(), 7, "code that was written runs");
	page[0] += 1 << 5; /* MOVZ's immediate */
	code_publish(page);
	is(code(), 8, "and what replaces it");
	stub_mprotect(page, 4096, PROT_READ | PROT_WRITE);
	page[0] += 1 << 5;
	stub_mprotect(page, 4096, PROT_READ | PROT_EXEC);
	code_publish(page);
	is(code(), 9, "and what was written while it was no code");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	paths_init();
	test_counters();
	test_caches();
	test_thread_pointers();
	test_id_registers();
	test_tags();
	test_code();
	wait_hints();
	ok(true, "YIELD, WFE and WFI come back");
	for (unsigned int path = 0; path < path_count; path++) {
		bool entered = path_enter(path);
		long off = entered ? call_unaligned(SYS_null, 3) : 0;

		path_leave();
		is(off, 0, "%s: a call does not need SP aligned, and keeps it", paths[path].name);
	}
	return done();
}
