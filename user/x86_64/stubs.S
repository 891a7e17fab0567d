/*
 * System-call stubs of x86_64, stub_<name>() for every row of the table, and
 * their errno forms, call_<name>(). Next: entry/x86_64/entry.S, where SYSCALL
 * leads. SPDX-License-Identifier: MIT
 */
#include "user/x86_64/stub.h"

/*
 * The errno form, as glibc's INLINE_SYSCALL puts it: results -4095 to -1 are
 * errors; errno gets their negative, the caller -1.
 */
.macro wrapper name, nr
FUNC(\name)
	movl $(\nr), %eax
	movq %rcx, %r10
	syscall
	cmpq $-4095, %rax
	jae 1f
	ret
1:	negl %eax
	movl %eax, errno(%rip)
	orq $-1, %rax
	ret
END(\name)
.endm

	.text
#define SYSCALL(nr, name, implemented) stub stub_##name, nr; wrapper call_##name, nr;
#include <gen/syscalls.h>
#undef SYSCALL

/* A nop as long as SYSCALL: the stub without its trap, returning the number. */
stub stub_nop, SYS_null, .byte 0x66, 0x90

/* The second gate: call 511 by a vector that no path replaces. */
stub stub_gate, SYS_control, int $0x81

/* rdi: number; the arguments move up by one register, the last comes from the stack. */
FUNC(stub_syscall)
	movl %edi, %eax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	movq %r8, %r10
	movq %r9, %r8
	movq 8(%rsp), %r9
	syscall
	ret
END(stub_syscall)
