/*
 * write() and writev(): send standard output and error as frames of the console.
 * Next: lib/console.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "lib/console.h"
#include "mm/mm.h"

#include <linux/errno.h>

/* Sends n bytes, fewer if reading them faults. Returns how many. */
static size_t send(unsigned int fd, const char *user_from, size_t n)
{
	static char chunk[4096]; /* no thread is switched away from in here */
	size_t sent = 0;

	while (sent < n) {
		size_t want = n - sent < sizeof(chunk) ? n - sent : sizeof(chunk);
		size_t got = want - copy_from_user_partial(chunk, user_from + sent, want);

		if (got)
			console_frame(fd_is_error(fd) ? CONSOLE_STDERR : CONSOLE_STDOUT, chunk, got);
		sent += got;
		if (got < want)
			break;
	}
	return sent;
}

SYSCALL_DEFINE3(write, unsigned int, fd, const char *, user_from, size_t, n)
{
	size_t sent;

	if (!fd_can_write(fd))
		return -EBADF;
	if (!user_range_ok(user_from, n))
		return -EFAULT;
	if (n > FD_BYTES_MAX)
		n = FD_BYTES_MAX;
	sent = send(fd, user_from, n);
	return sent || !n ? (long)sent : -EFAULT;
}

/*
 * Sends `left` bytes from as many buffers as hold them. Returns a short count
 * if a buffer faults.
 */
static long gather(unsigned int fd, const struct iovec *user_vector, size_t left)
{
	long total = 0;

	for (; left; user_vector++) {
		struct iovec v;
		size_t sent;

		if (copy_from_user(&v, user_vector, sizeof(v)))
			return total ? total : -EFAULT;
		if (v.iov_len > left)
			v.iov_len = left;
		sent = send(fd, v.iov_base, v.iov_len);
		total += (long)sent;
		left -= sent;
		if (sent < v.iov_len)
			return total ? total : -EFAULT;
	}
	return total;
}

SYSCALL_DEFINE3(writev, unsigned long, fd, const struct iovec *, user_vector, unsigned int, count)
{
	long total;

	if (!fd_is_open(fd))
		return -EBADF;
	total = iovec_check(user_vector, count);
	if (total < 0)
		return total;
	return fd_can_write(fd) ? gather(fd, user_vector, (size_t)total) : -EBADF;
}
