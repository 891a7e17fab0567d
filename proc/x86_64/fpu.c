/*
 * Vector state is eager: each switch saves and restores all of it. So no thread
 * ever sees another's, not by speculation either (Intel SDM Vol. 1, 13; Vol. 3,
 * 13). There is one exception: x87's last instruction, operand and opcode on
 * AMD's CPUs without CPUID 8000_0008H EBX[2]. They save these only while an
 * exception is pending (APM Vol. 2, 11.4.4), so threads of one program may see
 * each other's. SPDX-License-Identifier: MIT
 */
#include "proc/x86_64/fpu.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/cpu.h>

/* The legacy area (Intel SDM Vol. 1, table 10-2). XSAVE's header follows it. */
struct fxsave_area {
	uint16_t control, status, tag, opcode;
	uint64_t instruction, operand;
	uint32_t mxcsr, mxcsr_mask;
	uint8_t registers[480];
};
#define XSAVE_HEADER_SIZE 64
/* The values that FNINIT and a reset give. */
#define FCW_INITIAL 0x37f
#define MXCSR_INITIAL 0x1f80

#define AREA_ALIGN 64

/* XSAVE wants areas aligned to 64 bytes. Objects are, since their size is a multiple of that. */
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
	 * A header of zeros says that all components are initial, whatever the
	 * area holds. But XRSTOR loads MXCSR even so, and FXRSTOR knows no
	 * header.
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

/*
 * The area is the one that the running thread's state was restored from. So
 * XSAVEOPT may leave out what has not changed since.
 */
void fpu_save(void *area)
{
	if (cpu_features.xsaveopt)
		xsaveopt64(area, cpu_features.xcr0);
	else
		fpu_copy(area);
}

/*
 * Uses XSAVE, since XSAVEOPT leaves out what the CPU believes to be in the area
 * since XRSTOR. That is true only of the area that the state came from.
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
