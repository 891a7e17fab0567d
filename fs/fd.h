/*
 * Descriptors: standard input and output, files and directories of the initramfs.
 * All threads share them. Next: fs/fd.c. SPDX-License-Identifier: MIT
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

struct inode;
struct object;

/* Open at all; open for reading; open for writing. A file is read, never written. */
bool fd_is_open(unsigned int fd);
bool fd_can_read(unsigned int fd);
bool fd_can_write(unsigned int fd);
/* Standard error, where it is open for writing; else standard output. */
bool fd_is_error(unsigned int fd);
/* The file or directory that is open there; NULL: standard input or output. */
struct inode *fd_inode(unsigned int fd);
/* Where the next read() of a file begins. */
int64_t *fd_offset(unsigned int fd);
/* The lowest free descriptor, or -EMFILE. */
int fd_find_free(void);
void fd_open(unsigned int fd, struct inode *inode);
/* What a mapping of that open descriptor would show, or NULL where it cannot be mapped. */
struct object *fd_object(unsigned int fd);
/*
 * The directory that relative paths begin at, for a descriptor or AT_FDCWD: its
 * path, NULL for the root. -EBADF, -ENOTDIR; an absolute path does not ask.
 */
int fd_directory(int fd, const char *user_path, const char **base);

/*
 * What readv() and writev() check before they move anything, in Linux's order.
 * Returns the bytes to be moved, at most FD_BYTES_MAX, or -EINVAL, -EFAULT.
 */
long iovec_check(const struct iovec *user_vector, unsigned int count);

/* fs/file.c: at most n bytes of the file from offset on: how many, -EISDIR, -EFAULT. */
long file_read(const struct inode *inode, int64_t offset, char *user_to, size_t n);

/* fs/open.c, fs/stat.c: for the calls that some architectures have besides openat() and newfstatat(). */
long open_path(int dirfd, const char *user_path, int flags);
long stat_path(int dirfd, const char *user_path, void *user_stat, int flags);
long stat_fd(unsigned int fd, void *user_stat);

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
