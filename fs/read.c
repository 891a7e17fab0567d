/*
 * read() and readv(): standard input and files. Next: fs/stdin.c, fs/file.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "mm/mm.h"

#include <linux/errno.h>

/* Reads a file from where the last read ended. */
static long read_on(unsigned int fd, char *user_to, size_t n)
{
	long got = file_read(fd_inode(fd), *fd_offset(fd), user_to, n);

	if (got > 0)
		*fd_offset(fd) += got;
	return got;
}

SYSCALL_DEFINE3(read, unsigned int, fd, char *, user_to, size_t, n)
{
	size_t taken;

	if (!fd_can_read(fd))
		return -EBADF;
	if (!user_range_ok(user_to, n))
		return -EFAULT;
	if (n > FD_BYTES_MAX)
		n = FD_BYTES_MAX;
	if (fd_inode(fd))
		return read_on(fd, user_to, n);
	if (!n || !stdin_wait(n))
		return 0;
	taken = stdin_take(user_to, n);
	return taken ? (long)taken : -EFAULT;
}

/*
 * Moves what has arrived into as many buffers as it fills. Another thread may
 * have changed the vector during the wait, so it is read anew: nothing relies
 * on what iovec_check() saw.
 */
static long scatter(const struct iovec *user_vector, unsigned int count)
{
	long total = 0;

	for (unsigned int i = 0; i < count && stdin_available(); i++) {
		struct iovec v;
		size_t taken;

		if (copy_from_user(&v, &user_vector[i], sizeof(v)))
			return total ? total : -EFAULT;
		taken = stdin_take(v.iov_base, v.iov_len);
		total += (long)taken;
		if (taken < v.iov_len && stdin_available())
			return total ? total : -EFAULT;
	}
	return total;
}

/*
 * Reads from a file as much as fills the buffers: at most `left` bytes, which
 * iovec_check() has allowed. The first round reads even if left is 0, so that a
 * directory is -EISDIR.
 */
static long scatter_file(unsigned int fd, const struct iovec *user_vector, size_t left)
{
	long total = 0;

	do {
		struct iovec v = { 0 };
		long got;

		if (left && copy_from_user(&v, user_vector++, sizeof(v)))
			return total ? total : -EFAULT;
		if (v.iov_len > left)
			v.iov_len = left;
		got = read_on(fd, v.iov_base, v.iov_len);
		if (got < 0)
			return total ? total : got;
		total += got;
		left -= v.iov_len;
		if ((size_t)got < v.iov_len)
			break;
	} while (left);
	return total;
}

SYSCALL_DEFINE3(readv, unsigned long, fd, const struct iovec *, user_vector, unsigned int, count)
{
	long total;

	if (!fd_is_open(fd))
		return -EBADF;
	total = iovec_check(user_vector, count);
	if (total < 0)
		return total;
	if (!fd_can_read(fd))
		return -EBADF;
	if (fd_inode(fd))
		return scatter_file(fd, user_vector, (size_t)total);
	if (!total || !stdin_wait((size_t)total))
		return 0;
	return scatter(user_vector, count);
}
