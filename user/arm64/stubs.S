/*
 * The system-call stubs of arm64: for every row of the table stub_<name>(), and
 * its errno form, call_<name>(). Next: entry/arm64/entry.S, where SVC leads.
 * SPDX-License-Identifier: MIT
 */
#include "user/arm64/stub.h"

/*
 * The errno form, as glibc's INLINE_SYSCALL has it. A result from -4095 to -1
 * is an error: errno gets its negative, the caller gets -1. Clobbers x1 on an
 * error, and x8.
 */
.macro wrapper name, nr
FUNC(\name)
	mov w8, (\nr)
	svc 0
	cmn x0, 4095		/* carry: x0, unsigned, is at least -4095 */
	b.hs 1f
	ret
1:	adrp x1, errno
	neg w0, w0
	str w0, [x1, :lo12:errno]
	mov x0, -1
	ret
END(\name)
.endm

	.text
#define SYSCALL(nr, name, implemented) stub stub_##name, nr; wrapper call_##name, nr;
#include <gen/syscalls.h>
#undef SYSCALL

/* The stub without its trap: it returns its argument. */
stub stub_nop, SYS_null, nop

/* The second gate: call 511 by an exception that no path replaces. */
stub stub_gate, SYS_control, brk 0x511

/* Makes the call of the number in x0. The arguments move to the register before. */
FUNC(stub_syscall)
	mov w8, w0
	mov x0, x1
	mov x1, x2
	mov x2, x3
	mov x3, x4
	mov x4, x5
	mov x5, x6
	svc 0
	ret
END(stub_syscall)
