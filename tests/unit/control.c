/*
 * The rules for CR0, CR4, EFER and XCR0, by what processors say in CPUID.
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "boot/x86_64/control.c"
#include "lib/format.c"

struct processor {
	uint32_t max, edx1, ecx1, ebx7, ecx7, edx_extended, xcr0;
};

/* Skylake (06_5EH): no UMIP, no PKU; MPX, no AVX-512. */
static const struct processor skylake = { 0x16, 0xbfebfbff, 0x7ffafbbf, 0x029c6fbf,
					  0,	0x2c100800, 0x1f };
/* Ice Lake server (06_6AH): all that Skylake has, UMIP, PKU, LA57, AVX-512. */
static const struct processor icelake = { 0x1b, 0xbfebfbff, 0x7ffefbff, 0xf3bfb7ef,
					  0x40417f5e, 0x2c100800, 0x2e7 };
/* The first AMD64 (Opteron, family 0Fh): nothing in leaf 7, for there is none. */
static const struct processor opteron = { 1, 0x078bfbff, 0, 0, 0, 0xe3d3fbff, 0 };
static const struct processor *is;

void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	(void)subleaf;
	memset(regs, 0, 16);
	switch (leaf) {
	case 0:
		regs[EAX] = is->max;
		break;
	case 1:
		regs[ECX] = is->ecx1;
		regs[EDX] = is->edx1;
		break;
	case 7:
		regs[EBX] = is->ebx7;
		regs[ECX] = is->ecx7;
		break;
	case 0xd:
		regs[EAX] = is->xcr0;
		break;
	case 0x80000000:
		regs[EAX] = 0x80000008;
		break;
	case 0x80000001:
		regs[EDX] = is->edx_extended;
		break;
	}
}

#define CR0 (CR0_PE | CR0_MP | CR0_NE | CR0_WP | CR0_AM | CR0_PG)
#define CR4_LEAST (CR4_PAE | CR4_DE | CR4_MCE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT)
#define CR4_SKYLAKE (CR4_LEAST | CR4_FSGSBASE | CR4_OSXSAVE | CR4_SMEP | CR4_SMAP)
#define EFER_LEAST (EFER_LME | EFER_LMA | EFER_SCE | EFER_NXE)

static char why[160];

static bool takes(const struct processor *p, uint64_t cr0, uint64_t cr4, uint64_t efer, uint64_t xcr0)
{
	const struct control_registers values = { cr0, cr4, efer, xcr0 };

	is = p;
	memset(why, 0, sizeof(why));
	return control_check(&values, why, sizeof(why));
}

#define assert_refused(sentence, ...)                                                              \
	do {                                                                                       \
		assert_false(takes(__VA_ARGS__));                                                  \
		assert_string_equal(why, sentence);                                                \
	} while (0)

static void accepted(void **state)
{
	(void)state;
	assert_true(takes(&opteron, CR0, CR4_LEAST, EFER_LEAST, 0));
	assert_true(takes(&skylake, CR0, CR4_SKYLAKE, EFER_LEAST, 7));
	assert_true(takes(&skylake, CR0, CR4_SKYLAKE, EFER_LEAST, 0x1f));
	assert_true(takes(&icelake, CR0, CR4_SKYLAKE | CR4_UMIP, EFER_LEAST, 0xe7));
	assert_true(takes(&icelake, CR0 | CR0_CD | CR0_NW, CR4_SKYLAKE, EFER_LEAST, 3));
	/* Before long mode. */
	assert_true(takes(&opteron, CR0_PE, CR4_PAE, EFER_LME, 0));
}

/* The value that was written when CR0_PG was a negative int. */
static void cr0(void **state)
{
	(void)state;
	assert_refused("CR0 would be 0xffffffff80050023: it has reserved bits", &skylake,
		       (uint64_t)(int32_t)CR0, CR4_SKYLAKE, EFER_LEAST, 7);
	assert_refused("CR0 would be 0x80050022: PG needs PE", &skylake, CR0 & ~CR0_PE, CR4_SKYLAKE,
		       EFER_LEAST, 7);
	assert_refused("CR0 would be 0xa0050023: NW needs CD", &skylake, CR0 | CR0_NW, CR4_SKYLAKE,
		       EFER_LEAST, 7);
}

static void cr4(void **state)
{
	(void)state;
	assert_refused("CR4 would be 0x350ee8: CPUID does not announce bit 11", &skylake, CR0,
		       CR4_SKYLAKE | CR4_UMIP, EFER_LEAST, 7);
	assert_refused("CR4 would be 0x1006e8: CPUID does not announce bit 20", &opteron, CR0,
		       CR4_LEAST | CR4_SMEP, EFER_LEAST, 0);
	for (unsigned int bit = 23; bit < 64; bit++)
		assert_false(takes(&icelake, CR0, CR4_SKYLAKE | 1ull << bit, EFER_LEAST, 7));
	assert_false(takes(&icelake, CR0, CR4_SKYLAKE | 1ull << 13, EFER_LEAST, 7)); /* VMXE */
	assert_false(takes(&icelake, CR0, CR4_SKYLAKE | 1ull << 15, EFER_LEAST, 7));
}

static void efer(void **state)
{
	(void)state;
	assert_refused("EFER would be 0x1d01: CPUID does not announce bit 12", &opteron, CR0,
		       CR4_LEAST, EFER_LEAST | 1 << 12, 0);
	assert_refused("CR0 0x80050023, CR4 0x3506c8, EFER 0xd01: long mode needs PAE", &skylake,
		       CR0, CR4_SKYLAKE & ~CR4_PAE, EFER_LEAST, 7);
	assert_refused("CR0 0x80050023, CR4 0x3506e8, EFER 0x901: LMA is what LME and PG make it",
		       &skylake, CR0, CR4_SKYLAKE, EFER_LEAST & ~EFER_LMA, 7);
}

static void xcr0(void **state)
{
	(void)state;
	assert_refused("XCR0 would be 0x27: it has components that CPUID 0DH does not announce",
		       &skylake, CR0, CR4_SKYLAKE, EFER_LEAST, 0x27);
	assert_refused("XCR0 would be 0x6: x87 may not be absent", &skylake, CR0, CR4_SKYLAKE,
		       EFER_LEAST, 6);
	assert_refused("XCR0 would be 0x5: AVX needs SSE", &skylake, CR0, CR4_SKYLAKE, EFER_LEAST, 5);
	assert_refused("XCR0 would be 0xf: MPX's two go together", &skylake, CR0, CR4_SKYLAKE,
		       EFER_LEAST, 0xf);
	for (uint64_t some = 1; some < 7; some++)
		assert_false(takes(&icelake, CR0, CR4_SKYLAKE, EFER_LEAST, 7 | some << 5));
	assert_refused("XCR0 would be 0xe3: AVX-512's three go together and need AVX", &icelake,
		       CR0, CR4_SKYLAKE, EFER_LEAST, 0xe3);
	assert_false(takes(&skylake, CR0, CR4_SKYLAKE & ~CR4_OSXSAVE, EFER_LEAST, 7));
}

/* What a hypervisor leaves out of a group takes the rest of the group with it. */
static void usable(void **state)
{
	(void)state;
	assert_true(xcr0_usable(0x2e7) == 0xe7);
	assert_true(xcr0_usable(0x1f) == 7); /* MPX is not wanted */
	assert_true(xcr0_usable(0x602e7) == 0xe7);
	assert_true(xcr0_usable(0xa7) == 7);
	assert_true(xcr0_usable(0xe3) == 3);
	assert_true(xcr0_usable(0xe5) == 1);
	assert_true(xcr0_usable(3) == 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted), cmocka_unit_test(cr0),  cmocka_unit_test(cr4),
		cmocka_unit_test(efer),	    cmocka_unit_test(xcr0), cmocka_unit_test(usable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
