/*
 * fstat() and newfstatat(): tell what a file is. Next: fs/path.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "fs/inode.h"
#include "mm/mm.h"

#include <asm/stat.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

#define BLOCK_SIZE 512 /* the unit of st_blocks, whatever the file system's blocks are */

static long stat_file(const struct initramfs_file *file, void *user_stat)
{
	struct stat stat = {
		.st_dev = 1,
		.st_ino = file->inode,
		.st_mode = file->mode,
		.st_nlink = file->links,
		.st_uid = file->uid,
		.st_gid = file->gid,
		.st_size = (long)file->size,
		.st_blksize = PAGE_SIZE,
		.st_blocks = (long)(ALIGN_UP(file->size, (uint64_t)PAGE_SIZE) / BLOCK_SIZE),
		.st_atime = file->mtime_s,
		.st_mtime = file->mtime_s,
		.st_ctime = file->mtime_s,
	};

	return copy_to_user(user_stat, &stat, sizeof(stat));
}

/* Standard input and output look like pipes: no terminal, no position, nothing to map. */
static const struct initramfs_file stream = { .mode = S_IFIFO | 0600, .links = 1 };

long stat_fd(unsigned int fd, void *user_stat)
{
	const struct inode *inode = fd_inode(fd);

	if (!fd_is_open(fd))
		return -EBADF;
	return stat_file(inode ? &inode->file : &stream, user_stat);
}

static bool is_empty(const char *user_path)
{
	char first;

	return !copy_from_user(&first, user_path, 1) && !first;
}

long stat_path(int dirfd, const char *user_path, void *user_stat, int flags)
{
	struct initramfs_file file;
	const char *base;
	int error;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE))
		return -EINVAL;
	/* AT_EMPTY_PATH: an empty path means the descriptor itself, whatever it is open for. */
	if (flags & AT_EMPTY_PATH && dirfd != AT_FDCWD && is_empty(user_path))
		return stat_fd((unsigned int)dirfd, user_stat);
	error = fd_directory(dirfd, user_path, &base);
	if (!error)
		error = path_find(base, flags & AT_EMPTY_PATH && is_empty(user_path) ? "/" : user_path,
				  !(flags & AT_SYMLINK_NOFOLLOW), &file);
	return error ? error : stat_file(&file, user_stat);
}

SYSCALL_DEFINE2(fstat, unsigned int, fd, void *, user_stat)
{
	return stat_fd(fd, user_stat);
}

SYSCALL_DEFINE4(newfstatat, int, dirfd, const char *, user_path, void *, user_stat, int, flags)
{
	return stat_path(dirfd, user_path, user_stat, flags);
}
