/*
 * The three descriptors there are. Next: fs/read.c, fs/write.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef FS_FD_H
#define FS_FD_H

#include "include/compiler.h"

#include <stdbool.h>

#include <linux/uio.h>

/* The most that one call moves (Linux's MAX_RW_COUNT). */
#define FD_BYTES_MAX 0x7ffff000
/* Linux's limit for a process that has not asked for another. */
#define FD_COUNT 1024

/* Open at all; open for reading, which is fd 0; open for writing, which are fd 1 and 2. */
bool fd_is_open(unsigned int fd);
bool fd_can_read(unsigned int fd);
bool fd_can_write(unsigned int fd);

/*
 * What readv() and writev() check before they move anything, in Linux's order.
 * Returns the bytes to be moved, at most FD_BYTES_MAX, or -EINVAL, -EFAULT.
 */
long iovec_check(const struct iovec *user_vector, unsigned int count);

/*
 * fs/stdin.c: input that has arrived and was not read yet. stdin_wait() waits for
 * some: it asks the host for `wanted` bytes and lets other threads run. False: end
 * of file, for ever. stdin_take() moves at most n bytes to a user address; it
 * returns how many, fewer than n where no more are available or that faults.
 */
bool stdin_wait(size_t wanted);
size_t stdin_available(void);
size_t stdin_take(void *user_to, size_t n);

#endif
