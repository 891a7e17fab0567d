/* The auxiliary vector's words about this CPU, as Linux 6.1 makes them. SPDX-License-Identifier: MIT */
#include "include/compiler.h"

#include <arch/cpu.h>
#include <arch/elf.h>

#include <asm/hwcap2.h>
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h> /* <asm/ucontext.h> wants its types */
#include <asm/ucontext.h>

/* CPUID 1, EDX. */
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

/* Return address, context and siginfo; then vector state with a magic word behind it, each at its alignment. */
uint64_t auxv_minsigstksz(void)
{
	size_t frame = sizeof(void *) + sizeof(struct ucontext) + sizeof(siginfo_t);
	size_t state = cpu_features.xsave_size + (cpu_features.xsave ? FP_XSTATE_MAGIC2_SIZE : 0);

	return ALIGN_UP(frame + 15 + state + 63, 16);
}
