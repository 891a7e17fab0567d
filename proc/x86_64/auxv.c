/* Describes this CPU for the auxiliary vector, as Linux 6.1 does. SPDX-License-Identifier: MIT */
#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/elf.h>

#include <asm/hwcap2.h>
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h> /* <asm/ucontext.h> wants its types */
#include <asm/ucontext.h>

/* Returns EDX of CPUID 1. */
uint64_t auxv_hwcap(void)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	return r[3];
}

uint64_t auxv_hwcap2(void)
{
	return cpu_features.fsgsbase ? HWCAP2_FSGSBASE : 0;
}

/*
 * Returns the size of Linux's signal frame: return address, context and
 * siginfo; then vector state with a magic word after it; each at its alignment.
 */
uint64_t auxv_minsigstksz(void)
{
	size_t frame = sizeof(void *) + sizeof(struct ucontext) + sizeof(siginfo_t);
	size_t state = cpu_features.xsave_size + (cpu_features.xsave ? FP_XSTATE_MAGIC2_SIZE : 0);

	return ALIGN_UP(frame + 15 + state + 63, 16);
}
