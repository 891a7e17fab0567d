/*
 * The system-call interface inside the kernel: numbers, the type of a handler, and the
 * macros that define one. A back end turns a number into a call of the handler:
 * long dispatch_<name>(const struct pt_regs *regs, unsigned int nr).
 * Next: dispatch/table.c, or any other back end.
 * SPDX-License-Identifier: MIT
 */
#ifndef DISPATCH_DISPATCH_H
#define DISPATCH_DISPATCH_H

#include "dispatch/slots.h"

#ifndef __ASSEMBLER__

#include "include/compiler.h"

#include <arch/frame.h>

/* A handler does the work of one call. A back end calls the handler of number nr. */
typedef long syscall_handler(const struct pt_regs *regs);
typedef long dispatch_backend(const struct pt_regs *regs, unsigned int nr);

/* Each call's number, SYS_<name>, and its handler, sys_<name>(). */
enum {
#define SYSCALL(nr, name, implemented) SYS_##name = (nr),
#include <gen/syscalls.h>
#undef SYSCALL
};

#define SYSCALL(nr, name, implemented) syscall_handler sys_##name;
#include <gen/syscalls.h>
#undef SYSCALL

/* Returns -ENOSYS: the handler of all numbers that no call has. */
syscall_handler sys_ni_syscall;

/* A handler for every number below NR_SYSCALLS. Back ends `table` and `retpoline` use it. */
extern syscall_handler *const sys_call_table[NR_SYSCALLS];

/*
 * SYSCALL_DEFINE2(munmap, unsigned long, addr, unsigned long, length) { ... }
 * defines sys_munmap(). The body's arguments come from the registers, each cast to its
 * type, because the upper half of a 32-bit argument is the caller's garbage on both
 * architectures.
 */
#define SYSCALL_DEFINE0(name)                                                  \
	static inline long do_##name(void);                                    \
	long sys_##name(const struct pt_regs *regs)                            \
	{                                                                      \
		(void)regs;                                                    \
		return do_##name();                                            \
	}                                                                      \
	static inline long do_##name(void)

#define SYSCALL_BODY(name, parameters, arguments)                              \
	static inline long do_##name parameters;                               \
	long sys_##name(const struct pt_regs *regs)                            \
	{                                                                      \
		return do_##name arguments;                                    \
	}                                                                      \
	static inline long do_##name parameters

#define SYSCALL_DEFINE1(name, t0, a0) SYSCALL_BODY(name, (t0 a0), ((t0)REGS_ARG0(regs)))
#define SYSCALL_DEFINE2(name, t0, a0, t1, a1)                                  \
	SYSCALL_BODY(name, (t0 a0, t1 a1), ((t0)REGS_ARG0(regs), (t1)REGS_ARG1(regs)))
#define SYSCALL_DEFINE3(name, t0, a0, t1, a1, t2, a2)                          \
	SYSCALL_BODY(name, (t0 a0, t1 a1, t2 a2),                              \
		     ((t0)REGS_ARG0(regs), (t1)REGS_ARG1(regs), (t2)REGS_ARG2(regs)))
#define SYSCALL_DEFINE4(name, t0, a0, t1, a1, t2, a2, t3, a3)                  \
	SYSCALL_BODY(name, (t0 a0, t1 a1, t2 a2, t3 a3),                       \
		     ((t0)REGS_ARG0(regs), (t1)REGS_ARG1(regs), (t2)REGS_ARG2(regs),   \
		      (t3)REGS_ARG3(regs)))
#define SYSCALL_DEFINE5(name, t0, a0, t1, a1, t2, a2, t3, a3, t4, a4)          \
	SYSCALL_BODY(name, (t0 a0, t1 a1, t2 a2, t3 a3, t4 a4),                \
		     ((t0)REGS_ARG0(regs), (t1)REGS_ARG1(regs), (t2)REGS_ARG2(regs),   \
		      (t3)REGS_ARG3(regs), (t4)REGS_ARG4(regs)))
#define SYSCALL_DEFINE6(name, t0, a0, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)  \
	SYSCALL_BODY(name, (t0 a0, t1 a1, t2 a2, t3 a3, t4 a4, t5 a5),         \
		     ((t0)REGS_ARG0(regs), (t1)REGS_ARG1(regs), (t2)REGS_ARG2(regs),   \
		      (t3)REGS_ARG3(regs), (t4)REGS_ARG4(regs), (t5)REGS_ARG5(regs)))

#endif

#endif
