/*
 * Prototypes of the stubs. Integer arguments that Linux declares with 32 bits
 * are `long` here: the caller then extends them to the whole register, as
 * glibc's stubs do. The kernel does not promise what it makes of the upper half
 * otherwise. SPDX-License-Identifier: MIT
 */
#ifndef USER_CALLS_H
#define USER_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include <linux/sched.h> /* CLONE_ */

struct iovec;
struct new_utsname;
struct __kernel_timespec;

#define CALL(name, ...)                                                                            \
	long stub_##name(__VA_ARGS__);                                                             \
	long call_##name(__VA_ARGS__)

CALL(read, long fd, void *buf, size_t n);
CALL(readv, long fd, const struct iovec *vector, long count);
CALL(write, long fd, const void *buf, size_t n);
CALL(writev, long fd, const struct iovec *vector, long count);
CALL(close, long fd);
CALL(ioctl, long fd, unsigned long request, void *arg);
CALL(exit, long status);
CALL(exit_group, long status);
CALL(getpid, void);
CALL(gettid, void);
CALL(getppid, void);
CALL(getuid, void);
CALL(sched_yield, void);
CALL(sched_get_priority_max, long policy);
CALL(personality, unsigned long persona);
CALL(umask, long mask);
CALL(membarrier, long command, long flags, long cpu);
CALL(brk, void *end);
CALL(mmap, void *addr, size_t length, long prot, long flags, long fd, long offset);
CALL(munmap, void *addr, size_t length);
CALL(mprotect, void *addr, size_t length, long prot);
CALL(futex, uint32_t *word, long op, long value, const struct __kernel_timespec *timeout,
     uint32_t *word2, long value3);
CALL(set_tid_address, uint32_t *word);
CALL(set_robust_list, void *head, size_t size);
CALL(clock_gettime, long clock, struct __kernel_timespec *now);
CALL(nanosleep, const struct __kernel_timespec *time, struct __kernel_timespec *left);
CALL(getrandom, void *buf, size_t n, long flags);
CALL(uname, struct new_utsname *name);

/* Trapgate's own calls. */
CALL(null, long arg);
CALL(control, long op, long a, long b);

/*
 * clone() in the kernel's order of arguments, which differs by architecture.
 * The new thread leaves this stub on another stack, so C cannot call it: use
 * thread_clone().
 */
long stub_clone(void);

/* Makes the call of any number. */
long stub_syscall(long nr, long a0, long a1, long a2, long a3, long a4, long a5);
/*
 * Like stub_null(), with a nop in place of its trap instruction. Returns
 * SYS_null if arg is SYS_null.
 */
long stub_nop(long arg);
/* Makes the control call through the gate that no path replaces. Kills the program on Linux. */
long stub_gate(long op, long a, long b);

#endif
