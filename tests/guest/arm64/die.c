/* arm64's own ways to die. Next: die.S. SPDX-License-Identifier: MIT */
#include "tests/guest/die.h"

#include <arch/registers.h>

#include <asm/mman.h>

#define WAYS(X)                                                                                    \
	X(udf) X(brk) X(hlt) X(hvc) X(smc) X(eret) X(drps) X(dcps1)                                \
	X(read_sctlr) X(write_vbar) X(write_ttbr0) X(write_tpidrro) X(write_sp_el0)                \
	X(mask_interrupts) X(read_daif) X(select_sp) X(clear_pan)                                  \
	X(tlbi) X(ic_iallu) X(dc_isw) X(dc_ivac) X(at)                                             \
	X(read_timer) X(write_timer) X(read_physical_counter) X(write_pmcr) X(read_gic)            \
	X(read_aarch32_id) X(smstart)                                                              \
	X(jump_far) X(jump_unaligned) X(dc_zva) X(exclusive)                       \
	X(unsigned_return) X(signed_elsewhere)

#define DECLARE(name) void way_##name(uintptr_t argument);
WAYS(DECLARE)

extern const char guarded_page[], guarded_jump_pad[], guarded_call_pad[];
void call_indirect(const void *code);
void jump_indirect(const void *code);

static void guard(void)
{
	long error = stub_mprotect((void *)guarded_page, 4096, PROT_READ | PROT_EXEC | PROT_BTI);

	if (error)
		die("mprotect with PROT_BTI gave %ld", error);
	/* What is allowed, first. */
	call_indirect(guarded_call_pad);
	jump_indirect(guarded_jump_pad);
}

static void call_guarded(uintptr_t unused)
{
	(void)unused;
	guard();
	call_indirect(guarded_page);
}

static void jump_guarded(uintptr_t unused)
{
	(void)unused;
	guard();
	jump_indirect(guarded_call_pad);
}

/* With FEAT_LSE2 an access within 16 aligned bytes is no fault (Arm ARM, B2.5.2): this one crosses them. */
static void exclusive_unaligned(uintptr_t unused)
{
	static uint8_t bytes[32] __aligned_to(16);

	(void)unused;
	way_exclusive((uintptr_t)bytes + 12);
}

static void return_unaligned(uintptr_t unused)
{
	(void)unused;
	way_jump_unaligned((uintptr_t)return_code + 2);
}

#define READ(name)                                                                                 \
	({                                                                                         \
		uint64_t read_value;                                                               \
		__asm__ volatile("mrs %0, " #name : "=r"(read_value));                             \
		read_value;                                                                        \
	})

#define ALGORITHM_FPAC 4 /* from here on a failed authentication is an exception */

/* How addresses are signed, if they are: the field of the one algorithm that there is (Arm ARM, ID_AA64ISAR1_EL1). */
static unsigned int algorithm(void)
{
	uint64_t isar1 = READ(id_aa64isar1_el1), isar2 = READ(S3_0_C0_C6_2);

	return ID_FIELD(isar1, ID_ISAR1_APA) | ID_FIELD(isar1, ID_ISAR1_API) | ID_FIELD(isar2, ID_ISAR2_APA3);
}

bool arch_condition(const char *word)
{
	if (!strcmp(word, "bti"))
		return ID_FIELD(READ(id_aa64pfr1_el1), ID_PFR1_BT);
	if (!strcmp(word, "poisons"))
		return algorithm() && algorithm() < ALGORITHM_FPAC;
	if (!strcmp(word, "fpac"))
		return algorithm() >= ALGORITHM_FPAC;
	die("if=%s: there is no such processor", word);
}

const struct way arch_ways[] = {
#define ROW(name) { #name, way_##name },
	WAYS(ROW)
	{ "call_guarded", call_guarded },
	{ "jump_guarded", jump_guarded },
	{ "exclusive_unaligned", exclusive_unaligned },
	{ "return_unaligned", return_unaligned },
	{ NULL, NULL },
};
