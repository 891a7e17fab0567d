/*
 * Descriptors: standard input, output and error, until they are closed. All
 * threads share them. Next: fs/read.c, fs/write.c. SPDX-License-Identifier: MIT
 */
#include "fs/fd.h"
#include "dispatch/dispatch.h"

#include <linux/errno.h>

static unsigned int open_fds = 1 << 0 | 1 << 1 | 1 << 2;

bool fd_is_open(unsigned int fd)
{
	return fd <= 2 && open_fds & 1u << fd;
}

bool fd_can_read(unsigned int fd)
{
	return fd == 0 && fd_is_open(fd);
}

bool fd_can_write(unsigned int fd)
{
	return fd != 0 && fd_is_open(fd);
}

SYSCALL_DEFINE1(close, unsigned int, fd)
{
	if (!fd_is_open(fd))
		return -EBADF;
	open_fds &= ~(1u << fd);
	return 0;
}

/* None of the three is a terminal or any other device that takes requests. */
SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, request, unsigned long, argument)
{
	(void)request;
	(void)argument;
	return fd_is_open(fd) ? -ENOTTY : -EBADF;
}
