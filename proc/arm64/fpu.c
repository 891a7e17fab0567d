/*
 * Vector state is eager: each switch saves and restores all of it. So no thread
 * ever sees another's, not by speculation either. With SVE the Z registers
 * contain the V registers (DDI 0487, B1.2.2), so only one of the two forms is
 * saved. Next: simd.S. SPDX-License-Identifier: MIT
 */
#include "proc/arm64/fpu.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/cpu.h>

/* simd.S. With SVE the vectors are Z0-Z31, P0-P15 and FFR; a P register is an eighth of a Z. */
void simd_save(void *vectors);
void simd_restore(const void *vectors);
void sve_save(void *vectors);
void sve_restore(const void *vectors);

/* The vector state of a thread that does not run. */
struct fpu_area {
	uint32_t fpcr, fpsr;
	bool initial; /* nothing was saved here yet: it stands for zeros, whatever it holds */
	uint8_t vectors[] __aligned_to(16);
};

#define SIMD_SIZE (32 * 16)

static struct cache areas;

static size_t vectors_size(void)
{
	size_t length = cpu_features.sve_length;

	return length ? 32 * length + 17 * (length / 8) : SIMD_SIZE;
}

/* Does not clear the area: a clone saves its parent's state in it at once. */
void *fpu_alloc(void)
{
	struct fpu_area *area;

	if (!areas.size)
		areas = (struct cache)CACHE_INIT(sizeof(*area) + vectors_size());
	area = cache_alloc(&areas);
	if (area)
		area->initial = true;
	return area;
}

void fpu_free(void *area)
{
	cache_free(&areas, area);
}

/* FPCR and FPSR are in no vector, so they are saved here. */
void fpu_save(void *area)
{
	struct fpu_area *a = area;

	a->initial = false;
	a->fpcr = MRS(fpcr);
	a->fpsr = MRS(fpsr);
	if (cpu_features.sve_length)
		sve_save(a->vectors);
	else
		simd_save(a->vectors);
}

/* A new program starts with zeros, as on Linux. FPCR = 0 rounds to nearest and traps nothing. */
void fpu_restore(void *area)
{
	struct fpu_area *a = area;

	if (a->initial)
		memset(a, 0, areas.size);
	MSR(fpcr, a->fpcr);
	MSR(fpsr, a->fpsr);
	if (cpu_features.sve_length)
		sve_restore(a->vectors);
	else
		simd_restore(a->vectors);
}
