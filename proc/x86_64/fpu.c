/*
 * Vector state, eager: saved and restored at each switch, so that no thread ever
 * meets another's, not by speculation either (Intel SDM Vol. 1, 13; Vol. 3, 13).
 * But for x87's last instruction, operand and opcode on AMD's CPUs without CPUID
 * 8000_0008H EBX[2], which save them only while an exception is pending (APM Vol. 2,
 * 11.4.4): threads of one program may see each other's there.
 * SPDX-License-Identifier: MIT
 */
#include "proc/x86_64/fpu.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/cpu.h>

/* The legacy area (Intel SDM Vol. 1, table 10-2). Behind it lies XSAVE's header. */
struct fxsave_area {
	uint16_t control, status, tag, opcode;
	uint64_t instruction, operand;
	uint32_t mxcsr, mxcsr_mask;
	uint8_t registers[480];
};
#define XSAVE_HEADER_SIZE 64
/* As FNINIT and a reset leave them. */
#define FCW_INITIAL 0x37f
#define MXCSR_INITIAL 0x1f80

#define AREA_ALIGN 64

/* Objects are aligned to the cache line, which XSAVE wants, as their size is a multiple of it. */
static struct cache areas;

void *fpu_alloc(void)
{
	struct fxsave_area *area;

	if (!areas.size)
		areas = (struct cache)CACHE_INIT(ALIGN_UP(cpu_features.xsave_size, AREA_ALIGN));
	area = cache_alloc(&areas);
	if (!area)
		return NULL;
	if ((uintptr_t)area % AREA_ALIGN)
		panic("expected vector state aligned to %d bytes, got %p", AREA_ALIGN, (void *)area);
	/*
	 * A header of zeros says that all components are initial, whatever else lies in
	 * the area; but XRSTOR loads MXCSR even so, and FXRSTOR has no header.
	 */
	if (cpu_features.xsave)
		memset(area + 1, 0, XSAVE_HEADER_SIZE);
	else
		memset(area, 0, sizeof(*area));
	area->control = FCW_INITIAL;
	area->mxcsr = MXCSR_INITIAL;
	return area;
}

void fpu_free(void *area)
{
	cache_free(&areas, area);
}

void fpu_save(void *area)
{
	if (cpu_features.xsaveopt)
		xsaveopt64(area, cpu_features.xcr0);
	else
		fpu_copy(area);
}

/*
 * XSAVE, not XSAVEOPT: that leaves out what the CPU believes to be in the area
 * since XRSTOR, which is true only of the area that the state came from.
 */
void fpu_copy(void *area)
{
	if (cpu_features.xsave)
		xsave64(area, cpu_features.xcr0);
	else
		fxsave64(area);
}

void fpu_restore(const void *area)
{
	if (cpu_features.xsave)
		xrstor64(area, cpu_features.xcr0);
	else
		fxrstor64(area);
}
