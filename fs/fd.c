/*
 * The table of descriptors. The first three are standard input, output and
 * error until they are closed. Next: fs/open.c, fs/read.c, fs/write.c.
 * SPDX-License-Identifier: MIT
 */
#include "fs/fd.h"
#include "dispatch/dispatch.h"
#include "fs/inode.h"
#include "mm/mm.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

enum fd_kind { FD_CLOSED, FD_STDIN, FD_STDOUT, FD_STDERR, FD_INODE };

/* An open descriptor, or a closed one. inode and offset count for files and directories only. */
static struct descriptor {
	enum fd_kind kind;
	struct inode *inode;
	int64_t offset;
} descriptors[FD_COUNT] = { { .kind = FD_STDIN }, { .kind = FD_STDOUT }, { .kind = FD_STDERR } };

static enum fd_kind fd_kind(unsigned int fd)
{
	return fd < FD_COUNT ? descriptors[fd].kind : FD_CLOSED;
}

bool fd_is_open(unsigned int fd)
{
	return fd_kind(fd) != FD_CLOSED;
}

bool fd_can_read(unsigned int fd)
{
	return fd_kind(fd) == FD_STDIN || fd_kind(fd) == FD_INODE;
}

bool fd_can_write(unsigned int fd)
{
	return fd_kind(fd) == FD_STDOUT || fd_kind(fd) == FD_STDERR;
}

bool fd_is_error(unsigned int fd)
{
	return fd_kind(fd) == FD_STDERR;
}

struct inode *fd_inode(unsigned int fd)
{
	return fd_kind(fd) == FD_INODE ? descriptors[fd].inode : NULL;
}

int64_t *fd_offset(unsigned int fd)
{
	return &descriptors[fd].offset;
}

struct object *fd_object(unsigned int fd)
{
	struct inode *inode = fd_inode(fd);

	return inode && S_ISREG(inode->file.mode) ? &inode->object : NULL;
}

int fd_find_free(void)
{
	for (unsigned int fd = 0; fd < FD_COUNT; fd++)
		if (descriptors[fd].kind == FD_CLOSED)
			return (int)fd;
	return -EMFILE;
}

void fd_open(unsigned int fd, struct inode *inode)
{
	descriptors[fd] = (struct descriptor){ .kind = FD_INODE, .inode = inode };
}

/*
 * An empty path, and one that cannot be read, are errors of the path's:
 * path_find() reports them.
 */
int fd_directory(int fd, const char *user_path, const char **base)
{
	const struct inode *inode = fd_inode((unsigned int)fd);
	char first;

	*base = NULL;
	if (fd == AT_FDCWD || copy_from_user(&first, user_path, 1) || first == '/' || !first)
		return 0;
	if (!fd_is_open((unsigned int)fd))
		return -EBADF;
	if (!inode || !S_ISDIR(inode->file.mode))
		return -ENOTDIR;
	*base = inode->file.name;
	return 0;
}

SYSCALL_DEFINE1(close, unsigned int, fd)
{
	if (!fd_is_open(fd))
		return -EBADF;
	descriptors[fd].kind = FD_CLOSED;
	return 0;
}

/* No descriptor is a terminal or another device that takes requests. */
SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, request, unsigned long, argument)
{
	(void)request;
	(void)argument;
	return fd_is_open(fd) ? -ENOTTY : -EBADF;
}
