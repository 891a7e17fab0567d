/*
 * open() and openat(): open files for reading, since the initramfs is never
 * written. Next: fs/path.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "fs/inode.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

/*
 * Makes the checks that Linux makes before it looks at the path. A path alone
 * (O_PATH) cannot be opened here.
 */
static int check_flags(int flags)
{
	if (flags & O_PATH)
		return -EINVAL;
	if (flags & __O_TMPFILE && ((flags & O_TMPFILE) != O_TMPFILE || !(flags & O_ACCMODE)))
		return -EINVAL;
	return 0;
}

/*
 * Checks whether a file that exists can be opened, in Linux's order. -EROFS
 * says that only another file system could be written.
 */
static int check_file_open(uint32_t mode, int flags)
{
	bool writes = flags & (O_ACCMODE | O_TRUNC);

	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (flags & O_CREAT && S_ISDIR(mode))
		return -EISDIR;
	if (flags & O_DIRECTORY && !S_ISDIR(mode))
		return -ENOTDIR;
	if (S_ISLNK(mode))
		return -ELOOP;
	if (S_ISDIR(mode))
		return writes ? flags & __O_TMPFILE ? -EROFS : -EISDIR : 0;
	if (!S_ISREG(mode))
		return -ENXIO;
	return writes ? -EROFS : 0;
}

long open_path(int dirfd, const char *user_path, int flags)
{
	/*
	 * A link at the end is not followed if a file is to be made there: O_EXCL
	 * means the link itself.
	 */
	bool follow = !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
	struct initramfs_file file;
	struct inode *inode;
	const char *base;
	int fd, error = check_flags(flags);

	if (!error)
		error = fd_directory(dirfd, user_path, &base);
	if (!error)
		error = path_find(base, user_path, follow, &file);
	if (error == -ENOENT && flags & O_CREAT)
		return -EROFS;
	if (!error)
		error = check_file_open(file.mode, flags);
	if (error)
		return error;
	fd = fd_find_free();
	if (fd < 0)
		return fd;
	inode = inode_get(&file);
	if (!inode)
		return -ENOMEM;
	fd_open((unsigned int)fd, inode);
	return fd;
}

SYSCALL_DEFINE4(openat, int, dirfd, const char *, user_path, int, flags, unsigned int, mode)
{
	(void)mode;
	return open_path(dirfd, user_path, flags);
}
