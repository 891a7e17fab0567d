/*
 * Back end `table`: a table of function pointers, as in Linux until 2024. It takes one
 * load and one indirect jump. Next: the handler, in mm/, proc/ or fs/.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/backends.h"

#include <arch/nospec.h>

/*
 * Page-aligned, so that no slot straddles a cache line and one instruction makes the
 * table's address.
 */
syscall_handler *const sys_call_table[NR_SYSCALLS] __aligned_to(4096) = {
#define SLOT(nr, handler) [nr] = (handler),
#include <gen/slots.h>
#undef SLOT
};

long dispatch_table(const struct pt_regs *regs, unsigned int nr)
{
	if (unlikely(nr >= NR_SYSCALLS))
		return sys_ni_syscall(regs);
	/*
	 * Without the mask, a mispredicted check would load a pointer from past the
	 * table (Spectre v1).
	 */
	return sys_call_table[array_index_nospec(nr, NR_SYSCALLS)](regs);
}
