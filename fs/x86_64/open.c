/*
 * open(), stat() and lstat(): younger architectures have only openat() and
 * newfstatat(). Next: fs/open.c, fs/stat.c. SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"

#include <linux/fcntl.h>

SYSCALL_DEFINE3(open, const char *, user_path, int, flags, unsigned int, mode)
{
	(void)mode;
	return open_path(AT_FDCWD, user_path, flags);
}

SYSCALL_DEFINE2(stat, const char *, user_path, void *, user_stat)
{
	return stat_path(AT_FDCWD, user_path, user_stat, 0);
}

SYSCALL_DEFINE2(lstat, const char *, user_path, void *, user_stat)
{
	return stat_path(AT_FDCWD, user_path, user_stat, AT_SYMLINK_NOFOLLOW);
}
