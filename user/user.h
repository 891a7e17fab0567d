/*
 * The workload's side of the kernel interface, and the few lines of libc that
 * the benchmark and the test programs need. A program has
 *
 *	int main(int argc, char **argv, char **envp);
 *
 * links with user/ and runs on Trapgate and on Linux. Every system call has two
 * functions of the same prototype (user/calls.h, or a declaration of your own):
 * stub_<name>() gives what the kernel gave, -errno included; call_<name>() sets
 * errno and gives -1, as a C library does.
 * Next: user/<arch>/stubs.S, the stub itself.
 * SPDX-License-Identifier: MIT
 */
#ifndef USER_USER_H
#define USER_USER_H

#include "include/compiler.h"
#include "include/control.h"
#include "user/calls.h"

#include <stdarg.h>
#include <stdbool.h>

/* SYS_<name>: the call's number. */
enum {
#define SYSCALL(nr, name, implemented) SYS_##name = (nr),
#include <gen/syscalls.h>
#undef SYSCALL
};

/* Says whether a result of a system call is an error: -4095 to -1 (Linux's MAX_ERRNO). */
#define IS_ERROR(result) ((unsigned long)(result) >= -4095UL)

/* Set by call_<name>() if the call failed. The program has one, not one for each thread. */
extern int errno;

int main(int argc, char **argv, char **envp);

/* Ends the whole program. */
__noreturn void exit(int status);
/* Prints "<program>: <sentence>" and a newline to fd 2, then calls exit(1). */
__noreturn void die(const char *fmt, ...) __printf(1, 2);

/* argv[0] without its folder. */
extern const char *program_name;
/* Returns the value of an AT_ type in the auxiliary vector, or 0. */
unsigned long auxv_value(unsigned long type);

/* These are as in C. */
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);

/* Like snprintf, with the conversions that the kernel has (lib/lib.h). */
int format(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vformat(char *buf, size_t size, const char *fmt, va_list ap);

/* Print formatted text to a descriptor, in one write; cut at PRINT_MAX - 1 bytes. */
#define PRINT_MAX 1024
void print(int fd, const char *fmt, ...) __printf(2, 3);
void vprint(int fd, const char *fmt, va_list ap);
/* Writes all n bytes, in as many calls as it takes. Returns 0 or -errno. */
long write_all(int fd, const void *buf, size_t n);

/* Returns true and the value if all of s is a number, decimal or 0x... */
bool parse_u64(const char *s, uint64_t *value);

/*
 * A thread that shares everything with its creator. The word holds its tid
 * until the thread has ended; then the kernel clears the word and wakes who
 * waits on it. The caller owns the stack and may use it again after
 * thread_join(). The thread has no TLS: no libc code may run in it.
 */
struct user_thread {
	uint32_t word;
};

/* The flags that musl and glibc pass to clone, except the one for TLS. */
#define THREAD_FLAGS                                                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |        \
	 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

/* Runs fn(arg) in a new thread, on the stack that ends at stack_top. Returns its tid, or -errno. */
long thread_start(struct user_thread *thread, void *stack_top, void (*fn)(void *), void *arg);
/* Waits until the thread has ended. Returns 0, or -errno of a futex call that failed. */
long thread_join(struct user_thread *thread);
/* Ends only the calling thread. */
__noreturn void thread_exit(void);

/*
 * user/<arch>/thread.S: calls clone with these flags. The new thread calls
 * fn(arg) and exits. word is the tid address of both parent and child.
 */
long thread_clone(unsigned long flags, void *stack_top, uint32_t *word, void *tls,
		  void (*fn)(void *), void *arg);

/*
 * The control call (include/control.h). Call control() only after
 * control_probe() has said that this is Trapgate. It takes the second gate,
 * which no path replaces.
 */
bool control_probe(void);
long control(long op, long a, long b);

#endif
