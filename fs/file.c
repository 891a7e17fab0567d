/*
 * Reads files of the initramfs: pread64(), lseek(), and the part of read() and
 * readv() that is about files. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "fs/inode.h"
#include "mm/mm.h"

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/stat.h>

long file_read(const struct inode *inode, int64_t offset, char *user_to, size_t n)
{
	const struct initramfs_file *file = &inode->file;
	size_t left;

	if (!S_ISREG(file->mode))
		return -EISDIR;
	if ((uint64_t)offset >= file->size)
		return 0;
	if (n > file->size - (uint64_t)offset)
		n = file->size - (uint64_t)offset;
	left = copy_to_user_partial(user_to, (const char *)file->data + offset, n);
	/* A fault after the first bytes gives a short count. */
	return left && left == n ? -EFAULT : (long)(n - left);
}

SYSCALL_DEFINE4(pread64, unsigned int, fd, char *, user_to, size_t, n, int64_t, offset)
{
	if (offset < 0)
		return -EINVAL;
	if (!fd_is_open(fd))
		return -EBADF;
	if (!fd_inode(fd))
		return -ESPIPE;
	if (!user_range_ok(user_to, n))
		return -EFAULT;
	return file_read(fd_inode(fd), offset, user_to, n < FD_BYTES_MAX ? n : FD_BYTES_MAX);
}

/* A file has no hole, except the one that Linux counts past its end. */
static int64_t seek_data(int64_t size, int64_t offset, bool hole)
{
	if (offset < 0 || offset >= size)
		return -ENXIO;
	return hole ? size : offset;
}

/* Returns the position that lseek() asks for, or -EINVAL or -ENXIO. It may lie past the end. */
static int64_t seek_target(const struct initramfs_file *file, int64_t at, int64_t offset, unsigned int whence)
{
	int64_t size = (int64_t)file->size, target = offset;

	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
	case SEEK_END:
		if (whence == SEEK_END && !S_ISREG(file->mode))
			return -EINVAL;
		if (__builtin_add_overflow(offset, whence == SEEK_CUR ? at : size, &target))
			return -EINVAL;
		break;
	case SEEK_DATA:
	case SEEK_HOLE:
		return S_ISREG(file->mode) ? seek_data(size, offset, whence == SEEK_HOLE) : -EINVAL;
	}
	return target < 0 ? -EINVAL : target;
}

SYSCALL_DEFINE3(lseek, unsigned int, fd, int64_t, offset, unsigned int, whence)
{
	int64_t target;

	if (!fd_is_open(fd))
		return -EBADF;
	if (whence > SEEK_MAX)
		return -EINVAL;
	if (!fd_inode(fd))
		return -ESPIPE;
	target = seek_target(&fd_inode(fd)->file, *fd_offset(fd), offset, whence);
	if (target >= 0)
		*fd_offset(fd) = target;
	return target;
}
