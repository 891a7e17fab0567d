/*
 * System-call stubs of arm64, stub_<name>() for every row of the table, and
 * their errno forms, call_<name>(). Next: entry/arm64/entry.S, where SVC leads.
 * SPDX-License-Identifier: MIT
 */
#include "user/arm64/stub.h"

/*
 * The errno form, as glibc's INLINE_SYSCALL puts it: results -4095 to -1 are
 * errors; errno gets their negative, the caller -1.
 */
.macro wrapper name, nr
FUNC(\name)
	mov w8, (\nr)
	svc 0
	cmn x0, 4095
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

/* The stub without its trap: x0 comes back as it was given. */
stub stub_nop, SYS_null, nop

/* The second gate: call 511 by an exception that no path takes. */
stub stub_gate, SYS_control, brk 0x511

/* x0: number; the arguments move up by one register. */
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
