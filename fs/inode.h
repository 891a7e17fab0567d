/* Files of the initramfs that were opened once. Next: fs/inode.c. SPDX-License-Identifier: MIT */
#ifndef FS_INODE_H
#define FS_INODE_H

#include "fs/fs.h"
#include "mm/object.h"

/* One for each file, kept for good: its number is bounded by the archive's. */
struct inode {
	struct initramfs_file file;
	struct object object; /* what mappings of it show */
	struct inode *next;
};

/* NULL: no memory. */
struct inode *inode_get(const struct initramfs_file *file);

/*
 * fs/path.c. The file at a path of user mode's; relative to the directory `base`,
 * NULL: the root, where the workload stands. follow: a symbolic link at the end is
 * gone through. -EFAULT, -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG.
 */
int path_find(const char *base, const char *user_path, bool follow, struct initramfs_file *file);

#endif
