/*
 * The system-call stubs of x86_64: for every row of the table stub_<name>(),
 * and its errno form, call_<name>(). Next: entry/x86_64/entry.S, where SYSCALL
 * leads. SPDX-License-Identifier: MIT
 */
#include "user/x86_64/stub.h"

/*
 * The errno form, as glibc's INLINE_SYSCALL has it. A result from -4095 to -1
 * is an error: errno gets its negative, the caller gets -1. Clobbers r10, and
 * rcx and r11 by SYSCALL.
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

/* The stub with a nop as long as SYSCALL in its place: it returns the number. */
stub stub_nop, SYS_null, .byte 0x66, 0x90

/* The second gate: call 511 by a vector that no path replaces. */
stub stub_gate, SYS_control, int $0x81

/*
 * Makes the call of the number in rdi. The arguments move to the register
 * before; the last comes from the stack, where C passes a seventh argument.
 */
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
