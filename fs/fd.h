/*
 * Descriptors: standard input and output, and open files and directories of the
 * initramfs. All threads share them. Next: fs/fd.c. SPDX-License-Identifier: MIT
 */
#ifndef FS_FD_H
#define FS_FD_H

#include "include/compiler.h"

#include <stdbool.h>

#include <linux/uio.h>

/* The most that one call moves (Linux's MAX_RW_COUNT). */
#define FD_BYTES_MAX 0x7ffff000
/* How many descriptors there are: Linux's limit for a process that has not asked for another. */
#define FD_COUNT 1024

struct inode;
struct object;

/* Say whether fd is open; open for reading; open for writing. A file is never open for writing. */
bool fd_is_open(unsigned int fd);
bool fd_can_read(unsigned int fd);
bool fd_can_write(unsigned int fd);
/* Says whether what is written to fd, which is open for writing, goes to standard error. */
bool fd_is_error(unsigned int fd);
/* Returns the file or directory that is open at fd, or NULL for standard input and output. */
struct inode *fd_inode(unsigned int fd);
/* Returns the place where fd keeps its file position: the next read() begins there. */
int64_t *fd_offset(unsigned int fd);
/* Returns the lowest free descriptor, or -EMFILE. */
int fd_find_free(void);
/* Opens fd, which is free, for the file or directory, at position 0. */
void fd_open(unsigned int fd, struct inode *inode);
/* Returns what a mapping of fd shows, or NULL if fd cannot be mapped. */
struct object *fd_object(unsigned int fd);
/*
 * Finds the directory that a relative path begins at; fd is a descriptor or
 * AT_FDCWD. Sets *base to the directory's path, or to NULL for the root. Returns
 * 0, -EBADF or -ENOTDIR; for an absolute path fd does not matter.
 */
int fd_directory(int fd, const char *user_path, const char **base);

/*
 * Makes the checks that readv() and writev() make before they move anything, in
 * Linux's order. Returns how many bytes to move, at most FD_BYTES_MAX, or -EINVAL
 * or -EFAULT.
 */
long iovec_check(const struct iovec *user_vector, unsigned int count);

/*
 * fs/file.c: copies at most n bytes of the file, from offset on, to user_to.
 * Returns how many, or -EISDIR or -EFAULT.
 */
long file_read(const struct inode *inode, int64_t offset, char *user_to, size_t n);

/*
 * fs/open.c, fs/stat.c: openat(), newfstatat() and fstat(). They are functions of
 * their own because x86_64 also has open(), stat() and lstat().
 */
long open_path(int dirfd, const char *user_path, int flags);
long stat_path(int dirfd, const char *user_path, void *user_stat, int flags);
long stat_fd(unsigned int fd, void *user_stat);

/*
 * fs/stdin.c. stdin_wait() waits until input is there that was not read yet: it
 * asks the host for `wanted` bytes and lets other threads run meanwhile. It
 * returns false at the end of the file, which is final. stdin_available()
 * returns how many bytes are there. stdin_take() moves at most n of them to a
 * user address and returns how many: fewer than n if no more are there or the
 * address faults.
 */
bool stdin_wait(size_t wanted);
size_t stdin_available(void);
size_t stdin_take(void *user_to, size_t n);

#endif
