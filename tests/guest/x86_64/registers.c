/*
 * All registers of ring 3 around a call: general ones, flags, x87, SSE, AVX.
 * Next: registers.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/registers.h"
#include "tests/guest/x86_64/registers_layout.h"

#include <arch/cpu.h>
#include <arch/registers.h>

#define FLAGS_ARITHMETIC 0x8d5 /* OF SF ZF AF PF CF */
#define FLAGS_ALWAYS (RFLAGS_IF | 2)
#define FLAGS_ID (1 << 21)

#define CPUID1_ECX_OSXSAVE (1 << 27)
#define XCR0_ALWAYS 3 /* x87, SSE */
#define XCR0_AVX 4
#define AVX_OFFSET 576 /* Intel SDM Vol. 1, 13.4.3, and CPUID 0xd.2 */
#define VECTOR_SIZE 1024

typedef void with_registers(const uint64_t *in, uint64_t *out, void *vector_in, void *vector_out,
			    unsigned long components, unsigned long turns);
with_registers with_registers_call, with_registers_spin;
extern const char with_registers_call_end[];

static const char *const names[REG_COUNT] = { "rax", "rbx", "rcx", "rdx", "rsi", "rdi",
					      "rbp", "r8",  "r9",  "r10", "r11", "r12",
					      "r13", "r14", "r15", "rflags" };

static const struct {
	const char *name;
	uint64_t flags;
} settings[] = {
	{ "none", 0 },
	{ "arithmetic", FLAGS_ARITHMETIC },
	{ "DF", RFLAGS_DF },
	{ "AC", RFLAGS_AC },
	{ "NT", RFLAGS_NT },
	{ "all", FLAGS_ARITHMETIC | RFLAGS_DF | RFLAGS_AC | RFLAGS_NT | FLAGS_ID },
};

/* What xrstor and xsave are asked for; 0: this CPU or kernel has FXSAVE only. */
static unsigned long components;

void registers_init(void)
{
	uint32_t regs[4], low, high;

	cpuid(1, 0, regs);
	if (!(regs[2] & CPUID1_ECX_OSXSAVE))
		return;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	components = low & (XCR0_ALWAYS | XCR0_AVX);
}

const char *registers_setting(unsigned int setting)
{
	return setting < ARRAY_SIZE(settings) ? settings[setting].name : NULL;
}

static uint64_t scramble(uint64_t seed)
{
	seed = (seed ^ seed >> 31) * 0xbf58476d1ce4e5b9;
	return seed ^ seed >> 29;
}

static void fill(uint8_t *to, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)scramble(seed + i);
}

struct area {
	uint8_t vector_in[VECTOR_SIZE], vector_out[VECTOR_SIZE];
	uint64_t in[REG_COUNT], out[REG_COUNT];
};
_Static_assert(sizeof(struct area) <= REGISTERS_AREA, "REGISTERS_AREA is too small");

/* The legacy area of XSAVE (Intel SDM Vol. 1, 13.4.1). */
static void fill_vectors(uint8_t *vector, uint64_t seed)
{
	memset(vector, 0, VECTOR_SIZE);
	*(uint16_t *)(vector + 0) = 0x37f & ~(seed & 0xc00);	      /* FCW: rounding */
	*(uint16_t *)(vector + 2) = 0x3800 & seed;		      /* FSW: top of stack */
	vector[4] = 0xff;					      /* FTW: all in use */
	*(uint32_t *)(vector + 24) = 0x1f80 | (seed & 0x6000);      /* MXCSR: rounding */
	for (int i = 0; i < 8; i++)
		fill(vector + 32 + i * 16, 10, seed + i);
	fill(vector + 160, 256, seed + 100);
	if (!components)
		return;
	*(uint64_t *)(vector + 512) = components; /* XSTATE_BV */
	if (components & XCR0_AVX)
		fill(vector + AVX_OFFSET, 256, seed + 1000);
}

static const char *compare_vectors(const uint8_t *in, const uint8_t *out)
{
	if (memcmp(in, out, 5))
		return "x87 control or status";
	if (memcmp(in + 24, out + 24, 4))
		return "mxcsr";
	for (int i = 0; i < 8; i++)
		if (memcmp(in + 32 + i * 16, out + 32 + i * 16, 10))
			return "an x87 register";
	if (memcmp(in + 160, out + 160, 256))
		return "an xmm register";
	if ((components & XCR0_AVX) && memcmp(in + AVX_OFFSET, out + AVX_OFFSET, 256))
		return "the upper half of a ymm register";
	return NULL;
}

static void run(struct registers_run *r, with_registers *code, unsigned long rax,
		unsigned int setting, uint64_t seed, unsigned long turns)
{
	struct area *a = (struct area *)r->area;

	for (int i = 0; i < REG_COUNT; i++)
		a->in[i] = scramble(seed + i);
	a->in[REG_AX] = rax;
	a->in[REG_FLAGS] = FLAGS_ALWAYS | settings[setting].flags;
	fill_vectors(a->vector_in, seed);
	memset(a->vector_out, 0, sizeof(a->vector_out));
	code(a->in, a->out, a->vector_in, a->vector_out, components, turns);
}

/* ignored: the flags that may differ. */
static void judge(struct registers_run *r, uint64_t ignored)
{
	struct area *a = (struct area *)r->area;
	const char *vectors = compare_vectors(a->vector_in, a->vector_out);

	r->wrong[0] = '\0';
	a->in[REG_FLAGS] |= ignored;
	a->out[REG_FLAGS] |= ignored;
	for (int i = 0; i < REG_COUNT; i++)
		if (a->in[i] != a->out[i])
			format(r->wrong, sizeof(r->wrong), "%s was %#lx, is %#lx", names[i],
			       (unsigned long)a->in[i], (unsigned long)a->out[i]);
	if (vectors)
		format(r->wrong, sizeof(r->wrong), "%s changed", vectors);
}

/* rcx and r11 are SYSCALL's: the address behind it, and the flags. Both exits give them so. */
long registers_call(struct registers_run *r, unsigned long number, unsigned int setting,
		    uint64_t seed)
{
	struct area *a = (struct area *)r->area;

	run(r, with_registers_call, number, setting, seed, 0);
	a->in[REG_AX] = a->out[REG_AX];
	a->in[REG_CX] = (uintptr_t)with_registers_call_end;
	a->in[REG_R11] = a->in[REG_FLAGS];
	judge(r, 0);
	return (long)a->out[REG_AX];
}

void registers_spin(struct registers_run *r, unsigned long turns, unsigned int setting,
		    uint64_t seed)
{
	struct area *a = (struct area *)r->area;

	run(r, with_registers_spin, scramble(seed + 77), setting, seed, turns);
	a->in[REG_AX] = scramble(seed + 77);
	judge(r, FLAGS_ARITHMETIC & ~1);
}
