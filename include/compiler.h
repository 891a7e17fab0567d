/* Words that the C compiler lacks. SPDX-License-Identifier: MIT */
#ifndef COMPILER_H
#define COMPILER_H

#include <stddef.h>
#include <stdint.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define __noreturn __attribute__((noreturn))
#define __force_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define __printf(fmt, first) __attribute__((format(printf, fmt, first)))
#define __section(name) __attribute__((section(name)))
#define __aligned_to(n) __attribute__((aligned(n)))
/* Keeps the compiler from moving accesses to memory across it; no instruction. */
#define barrier() __asm__ volatile("" ::: "memory")

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
/* Round x up or down to a multiple of n, a power of two. */
#define ALIGN_UP(x, n) (((x) + ((n)-1)) & ~((__typeof__(x))(n)-1))
#define ALIGN_DOWN(x, n) ((x) & ~((__typeof__(x))(n)-1))
#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

/* Read or write x by one access that the compiler does not repeat, split or leave out. */
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

typedef uint64_t phys_addr_t;

#endif
