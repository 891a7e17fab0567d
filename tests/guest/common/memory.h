/* What the memory tests have in common. SPDX-License-Identifier: MIT */
#ifndef GUEST_MEMORY_H
#define GUEST_MEMORY_H

#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <asm/fcntl.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/time_types.h>

#define PAGE 4096UL
#define MIB (1UL << 20)
#define GIB (1UL << 30)
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define SHARED (MAP_SHARED | MAP_ANONYMOUS)

long stub_mremap(void *addr, size_t length, size_t new_length, long flags, void *new_addr);
long stub_madvise(void *addr, size_t length, long advice);
long stub_mincore(void *addr, size_t length, unsigned char *vec);
long stub_msync(void *addr, size_t length, long flags);
long stub_openat(long dirfd, const char *path, long flags, long mode);
long stub_pread64(long fd, void *buf, size_t n, long offset);
long stub_lseek(long fd, long offset, long whence);
long stub_fstat(long fd, void *stat);
long stub_newfstatat(long dirfd, const char *path, void *stat, long flags);

/* Private anonymous memory; the program ends where there is none. */
char *map(size_t length, long flags);
/* The same at an address, in place of what is there. */
char *map_at(char *addr, size_t length, long prot, long flags);
/* The kernel tells what an access would do without making it. p is aligned to 16; writable() clears 16 bytes. */
bool readable(const void *p);
bool writable(void *p);
/* All n bytes are `byte`. */
bool is_all(const char *p, size_t n, int byte);
/* Whether mincore() finds the page there: 0, 1, or -errno. */
long resident(void *p);
/* A descriptor of the running program's own file. */
long open_self(void);

#endif
