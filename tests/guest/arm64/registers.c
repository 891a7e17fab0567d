/*
 * All registers of EL0 around a call: general ones, flags and their kin in
 * PSTATE, vectors, and with SVE, where no call is made, the whole of those.
 * Next: registers.S. SPDX-License-Identifier: MIT
 */
#include "tests/guest/registers.h"
#include "tests/guest/arm64/registers_layout.h"
#include "tests/guest/common/paths.h"

#include <arch/registers.h>

/* PSTATE's fields, where MRS shows them (DDI 0487, C5.2). */
#define NZCV_ALL 0xf0000000ull
#define SSBS_SET (1ull << 12)
#define DIT_SET (1ull << 24)
#define TCO_SET (1ull << 25)
/* Rounding, flush to zero, default NaN, alternative half precision; cumulative exceptions, saturation. */
#define FPCR_TRIED 0x07c00000ull
#define FPSR_TRIED 0x0800009full

/* The longest vectors that the area has room for: Linux's default. */
#define SVE_LENGTH_MAX 64
#define VECTOR_SIZE 2560

typedef void with_registers(const uint64_t *in, uint64_t *out, void *vector_in, void *vector_out,
			    unsigned long components);
with_registers with_registers_call, with_registers_spin;

static const struct {
	const char *name;
	uint64_t nzcv, ssbs, dit, tco;
} settings[] = {
	{ "none", 0, 0, 0, 0 },
	{ "NZCV", NZCV_ALL, 0, 0, 0 },
	{ "NZ", 0xc0000000, 0, 0, 0 },
	{ "SSBS", 0, SSBS_SET, 0, 0 },
	{ "DIT", 0, 0, DIT_SET, 0 },
	{ "TCO", 0, 0, 0, TCO_SET },
	{ "all", NZCV_ALL, SSBS_SET, DIT_SET, TCO_SET },
};

/* HAS_ bits of this CPU, and bytes of a Z register. */
static unsigned long components;
static unsigned int sve_length;

/* The kernel emulates these reads for EL0 (Linux's HWCAP_CPUID). */
#define ID_REGISTER(name)                                                                          \
	({                                                                                         \
		uint64_t id_value;                                                                 \
		__asm__("mrs %0, " #name : "=r"(id_value));                                        \
		id_value;                                                                          \
	})

static unsigned int vector_length(void)
{
	unsigned long length;

	__asm__(".arch_extension sve\n\trdvl %0, #1\n\t.arch_extension nosve" : "=r"(length));
	return length;
}

/* Whether word `name` is among the kernel's cpu_features; on Linux nobody says so. */
static bool kernel_says(const char *name)
{
	static char lines[4096];
	long length = on_trapgate ? control(CONTROL_MACHINE, (long)lines, sizeof(lines) - 1) : 0;

	for (long i = 0; i + (long)strlen(name) <= length; i++)
		if (!memcmp(lines + i, name, strlen(name)))
			return true;
	return false;
}

void registers_init(void)
{
	uint64_t pfr0 = ID_REGISTER(id_aa64pfr0_el1);

	if (ID_FIELD(ID_REGISTER(id_aa64pfr1_el1), ID_PFR1_SSBS) >= 2)
		components |= 1 << HAS_SSBS;
	if (ID_FIELD(pfr0, ID_PFR0_DIT))
		components |= 1 << HAS_DIT;
	if (kernel_says(" mte"))
		components |= 1 << HAS_TCO;
	if (ID_FIELD(pfr0, ID_PFR0_SVE))
		sve_length = vector_length();
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

struct area {
	uint8_t vector_in[VECTOR_SIZE], vector_out[VECTOR_SIZE];
	uint64_t in[REG_COUNT], out[REG_COUNT];
};
_Static_assert(sizeof(struct area) <= REGISTERS_AREA, "REGISTERS_AREA is too small");

static void fill_vectors(uint8_t *vector, uint64_t seed, unsigned long has)
{
	unsigned int predicate = sve_length / 8, ffr = 32 * sve_length + 16 * predicate;

	for (unsigned int i = 0; i < VECTOR_SIZE; i++)
		vector[i] = (uint8_t)scramble(seed + i);
	/* FFR is a number of ones from its lowest element on (DDI 0487, "FFR"). */
	if (has & 1 << HAS_SVE)
		memset(vector + ffr, 0xff, predicate);
}

static unsigned int vectors_size(unsigned long has)
{
	return has & 1 << HAS_SVE ? 32 * sve_length + 17 * (sve_length / 8) : 32 * 16;
}

static void run(struct registers_run *r, with_registers *code, unsigned int setting, uint64_t seed,
		unsigned long has)
{
	struct area *a = (struct area *)r->area;

	a->in[REG_NZCV] = settings[setting].nzcv;
	a->in[REG_SSBS] = has & 1 << HAS_SSBS ? settings[setting].ssbs : 0;
	a->in[REG_DIT] = has & 1 << HAS_DIT ? settings[setting].dit : 0;
	a->in[REG_TCO] = has & 1 << HAS_TCO ? settings[setting].tco : 0;
	a->in[REG_FPCR] = scramble(seed + 50) & FPCR_TRIED;
	a->in[REG_FPSR] = scramble(seed + 51) & FPSR_TRIED;
	fill_vectors(a->vector_in, seed, has);
	memset(a->vector_out, 0, sizeof(a->vector_out));
	code(a->in, a->out, a->vector_in, a->vector_out, has);
}

static void fill_general(struct area *a, uint64_t seed)
{
	for (int i = 0; i <= 30; i++)
		a->in[i] = scramble(seed + i);
}

static const char *name_of(int word, char name[8])
{
	static const char *const others[] = { "NZCV", "SSBS", "DIT", "TCO", "FPCR", "FPSR" };

	if (word >= REG_NZCV)
		return others[word - REG_NZCV];
	format(name, 8, "x%d", word);
	return name;
}

static void judge(struct registers_run *r, unsigned long has)
{
	struct area *a = (struct area *)r->area;
	char name[8];

	r->wrong[0] = '\0';
	for (int i = 0; i < REG_COUNT; i++)
		if (a->in[i] != a->out[i])
			format(r->wrong, sizeof(r->wrong), "%s was %#lx, is %#lx",
			       name_of(i, name), (unsigned long)a->in[i], (unsigned long)a->out[i]);
	for (unsigned int i = 0; i < vectors_size(has); i++)
		if (a->vector_in[i] != a->vector_out[i])
			format(r->wrong, sizeof(r->wrong), "vector registers: byte %u of %u changed",
			       i, vectors_size(has));
}

long registers_call(struct registers_run *r, unsigned long number, unsigned int setting,
		    uint64_t seed)
{
	struct area *a = (struct area *)r->area;

	fill_general(a, seed);
	a->in[REG_X8] = number;
	run(r, with_registers_call, setting, seed, components);
	a->in[0] = a->out[0];
	judge(r, components);
	return (long)a->out[0];
}

/* x0 counts. No call is made, so nothing of SVE may be lost (a call may, on Linux). */
void registers_spin(struct registers_run *r, unsigned long turns, unsigned int setting,
		    uint64_t seed)
{
	bool sve = sve_length && sve_length <= SVE_LENGTH_MAX;
	unsigned long has = components | (sve ? 1 << HAS_SVE : 0);
	struct area *a = (struct area *)r->area;

	fill_general(a, seed);
	a->in[0] = turns;
	run(r, with_registers_spin, setting, seed, has);
	a->in[0] = 0;
	judge(r, has);
}
