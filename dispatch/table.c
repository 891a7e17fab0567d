/*
 * Back end `table`: a function-pointer table, as Linux used it until 2024. One
 * load, one indirect jump. Next: the handler, in mm/, proc/ or fs/.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/backends.h"

#include <arch/nospec.h>

/* Page-aligned, so that no slot straddles a cache line and its address costs one instruction. */
syscall_handler *const sys_call_table[NR_SYSCALLS] __aligned_to(4096) = {
#define SLOT(nr, handler) [nr] = (handler),
#include <gen/slots.h>
#undef SLOT
};

long dispatch_table(const struct pt_regs *regs, unsigned int nr)
{
	if (unlikely(nr >= NR_SYSCALLS))
		return sys_ni_syscall(regs);
	/* Without the mask a mispredicted check would load a pointer from past the table (Spectre v1). */
	return sys_call_table[array_index_nospec(nr, NR_SYSCALLS)](regs);
}
