/*
 * Checks values of CR0, CR4, EFER and XCR0 by the manuals' rules (Intel SDM Vol. 3,
 * 2.2.1, 2.5, 2.6; AMD APM Vol. 2, 3.1, 11.5.2). A processor faults if a value breaks a
 * rule, but an emulator may accept it. So each value is checked before it is written.
 * Next: boot/x86_64/cpu.c. SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/control.h"
#include "boot/x86_64/cpu_setup.h"
#include "lib/lib.h"

#include <arch/cpu.h>
#include <arch/registers.h>

/* All bits that CR0 has: PE, MP, EM, TS, ET, NE, WP, AM, NW, CD, PG. */
#define CR0_DEFINED 0xe005003full

/*
 * The bits that have a meaning in a manual: SCE, LME, LMA, NXE, SVME, LMSLE, FFXSR,
 * TCE, AutoIBRS.
 */
#define EFER_DEFINED 0x20fd01ull
/* All bits up to LAM_SUP and FRED, except the reserved ones (15, 26, 27, 29 to 31). */
#define CR4_DEFINED 0x113ff7fffull

/*
 * No constant may set a bit that its register lacks. FMASK masks RFLAGS, whose bits
 * 63:22 are reserved.
 */
_Static_assert(!((CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_NE | CR0_WP | CR0_AM | CR0_NW | CR0_CD |
		  CR0_PG) & ~CR0_DEFINED), "CR0");
_Static_assert(!((CR4_DE | CR4_PAE | CR4_MCE | CR4_PGE | CR4_PCE | CR4_OSFXSR | CR4_OSXMMEXCPT |
		  CR4_UMIP | CR4_FSGSBASE | CR4_OSXSAVE | CR4_SMEP | CR4_SMAP) & ~CR4_DEFINED), "CR4");
_Static_assert(!((EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE) & ~EFER_DEFINED), "EFER");
_Static_assert(!((RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_IOPL | RFLAGS_NT | RFLAGS_RF |
		  RFLAGS_AC) & ~0x3f7fd5ull), "RFLAGS, IA32_FMASK");
_Static_assert(!(XCR0_WANTED & ~0xe7ull), "XCR0");

/* A bit of a control register, and the CPUID bit that must be set if it is. */
struct announced {
	uint8_t bit, reg, cpuid_bit;
	uint32_t leaf;
};

static const struct announced cr4_bits[] = {
	{ 0, EDX, 1, 1 },   /* VME */
	{ 1, EDX, 1, 1 },   /* PVI */
	{ 2, EDX, 4, 1 },   /* TSD */
	{ 3, EDX, 2, 1 },   /* DE */
	{ 4, EDX, 3, 1 },   /* PSE */
	{ 5, EDX, 6, 1 },   /* PAE */
	{ 6, EDX, 7, 1 },   /* MCE */
	{ 7, EDX, 13, 1 },  /* PGE */
	{ 8, EDX, 5, 1 },   /* PCE: no CPUID bit; each CPU with long mode and MSRs has it */
	{ 9, EDX, 24, 1 },  /* OSFXSR */
	{ 10, EDX, 25, 1 }, /* OSXMMEXCPT */
	{ 11, ECX, 2, 7 },  /* UMIP */
	{ 12, ECX, 16, 7 }, /* LA57 */
	{ 16, EBX, 0, 7 },  /* FSGSBASE */
	{ 17, ECX, 17, 1 }, /* PCIDE */
	{ 18, ECX, 26, 1 }, /* OSXSAVE */
	{ 20, EBX, 7, 7 },  /* SMEP */
	{ 21, EBX, 20, 7 }, /* SMAP */
	{ 22, ECX, 3, 7 },  /* PKE */
};

static const struct announced efer_bits[] = {
	{ 0, EDX, 11, 0x80000001 },  /* SCE */
	{ 8, EDX, 29, 0x80000001 },  /* LME */
	{ 10, EDX, 29, 0x80000001 }, /* LMA */
	{ 11, EDX, 20, 0x80000001 }, /* NXE */
};

/* Tells whether CPUID has the row's bit. */
static bool is_announced(const struct announced *a)
{
	uint32_t r[4];

	cpuid(a->leaf & 0x80000000, 0, r);
	if (r[EAX] < a->leaf)
		return false;
	cpuid(a->leaf, 0, r);
	return r[a->reg] >> a->cpuid_bit & 1;
}

/*
 * Returns the lowest bit of value that CPUID does not announce or that no row knows; 64
 * if all are right.
 */
static unsigned int first_wrong(uint64_t value, const struct announced *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_announced(&rows[i]))
			value &= ~(1ull << rows[i].bit);
	return value ? (unsigned int)__builtin_ctzll(value) : 64;
}

/* Returns the rule that the value breaks, or NULL. */
static const char *cr0_wrong(uint64_t cr0)
{
	if (cr0 & ~CR0_DEFINED)
		return "it has reserved bits";
	if (cr0 & CR0_PG && !(cr0 & CR0_PE))
		return "PG needs PE";
	if (cr0 & CR0_NW && !(cr0 & CR0_CD))
		return "NW needs CD";
	return NULL;
}

/* Rules of XCR0: the bits of a group are all set or all clear, and a group may need other bits. */
static const struct {
	uint64_t group, needs;
	const char *rule;
} xcr0_rules[] = {
	{ XCR0_AVX, XCR0_SSE, "AVX needs SSE" },
	{ XCR0_AVX512, XCR0_AVX, "AVX-512's three go together and need AVX" },
	{ XCR0_MPX, 0, "MPX's two go together" },
	{ XCR0_AMX, 0, "AMX's two go together" },
};

/* Returns the rule that the value breaks, or NULL. supported: what CPUID 0DH announces. */
static const char *xcr0_wrong(uint64_t xcr0, uint64_t supported)
{
	if (xcr0 & ~supported)
		return "it has components that CPUID 0DH does not announce";
	if (!(xcr0 & XCR0_X87))
		return "x87 may not be absent";
	for (size_t i = 0; i < ARRAY_SIZE(xcr0_rules); i++) {
		uint64_t group = xcr0_rules[i].group, needs = group | xcr0_rules[i].needs;

		if (xcr0 & group && (xcr0 & needs) != needs)
			return xcr0_rules[i].rule;
	}
	return NULL;
}

static uint64_t xcr0_supported(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	if (r[EAX] < 0xd)
		return 0;
	cpuid(0xd, 0, r);
	return (uint64_t)r[EDX] << 32 | r[EAX];
}

uint64_t xcr0_usable(uint64_t supported)
{
	uint64_t usable = supported & XCR0_WANTED;

	for (size_t i = 0; i < ARRAY_SIZE(xcr0_rules); i++) {
		uint64_t group = xcr0_rules[i].group, needs = group | xcr0_rules[i].needs;

		if ((usable & needs) != needs)
			usable &= ~group;
	}
	return usable;
}

/* Returns the rule between several registers that the values break, or NULL. */
static const char *long_mode_wrong(const struct control_registers *c)
{
	if (c->cr0 & CR0_PG && c->efer & EFER_LME && !(c->cr4 & CR4_PAE))
		return "long mode needs PAE";
	if (!(c->efer & EFER_LMA) != !(c->cr0 & CR0_PG && c->efer & EFER_LME))
		return "LMA is what LME and PG make it";
	if (c->xcr0 && !(c->cr4 & CR4_OSXSAVE))
		return "XCR0 needs OSXSAVE";
	return NULL;
}

#define REFUSE(...) ((void)format(why, size, __VA_ARGS__), false)

bool control_check(const struct control_registers *c, char *why, size_t size)
{
	const unsigned int cr4 = first_wrong(c->cr4, cr4_bits, ARRAY_SIZE(cr4_bits));
	const unsigned int efer = first_wrong(c->efer, efer_bits, ARRAY_SIZE(efer_bits));
	const char *cr0 = cr0_wrong(c->cr0), *mode = long_mode_wrong(c);
	const char *xcr0 = c->xcr0 ? xcr0_wrong(c->xcr0, xcr0_supported()) : NULL;

	if (cr0)
		return REFUSE("CR0 would be %#lx: %s", (unsigned long)c->cr0, cr0);
	if (cr4 < 64)
		return REFUSE("CR4 would be %#lx: CPUID does not announce bit %u",
			      (unsigned long)c->cr4, cr4);
	if (efer < 64)
		return REFUSE("EFER would be %#lx: CPUID does not announce bit %u",
			      (unsigned long)c->efer, efer);
	if (xcr0)
		return REFUSE("XCR0 would be %#lx: %s", (unsigned long)c->xcr0, xcr0);
	if (mode)
		return REFUSE("CR0 %#lx, CR4 %#lx, EFER %#lx: %s", (unsigned long)c->cr0,
			      (unsigned long)c->cr4, (unsigned long)c->efer, mode);
	return true;
}
